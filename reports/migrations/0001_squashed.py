"""All tables as 0013 leaves them: a new hub begins here, an older one comes by the steps replaced."""

import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django_fsm
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reports', '0001_reports_and_cases'), ('reports', '0002_complainants_side'), ('reports', '0003_messages_are_read'), ('reports', '0004_lead_and_withdrawal'), ('reports', '0005_keys_of_duplicates'), ('reports', '0006_review_asked_at'), ('reports', '0007_subjects_of_non_crimes'), ('reports', '0008_places_in_queues'), ('reports', '0009_office_mail'), ('reports', '0010_diverted_material'), ('reports', '0011_queue_terms'), ('reports', '0012_exhibits_kept_and_made'), ('reports', '0013_exhibits_checked')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='EqualityAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='The first day of the month in which it was given')),
                ('answers', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('sealed_answers', models.BinaryField(null=True)),
                ('resume_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('sealed_token', models.BinaryField(help_text='The token, opened by the code for coming back', null=True)),
                ('started_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='draft_by_expiry')],
            },
        ),
        migrations.CreateModel(
            name='MessageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('note', models.CharField(blank=True, help_text='Why it was changed', max_length=300)),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.CharField(max_length=120)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'language', 'version'), name='messagetext_version_once'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='messagetext_version_from_one')],
            },
        ),
        migrations.CreateModel(
            name='OfficeMail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('claimed_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('provider_reference', models.CharField(blank=True, max_length=80)),
                ('failure', models.CharField(blank=True, help_text='What the mail system said: a code', max_length=60)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['not_before'], name='officemail_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), name='officemail_state_known')],
            },
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('storage_name', models.CharField(max_length=200)),
                ('sealed_name', models.BinaryField()),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='reports.draft')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'sha256'), name='draftfile_once_per_draft')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=16, unique=True)),
                ('opened_at', models.DateTimeField()),
                ('subject_restricted_at', models.DateTimeField(help_text='Since when who it is about is withheld', null=True)),
                ('subject_destroy_at', models.DateTimeField(help_text='When that is destroyed, if nobody asks for a review', null=True)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='reports.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('subject_destroy_at__isnull', False)), fields=['subject_destroy_at'], name='case_subject_destroy')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('subject_destroy_at__isnull', True), ('subject_restricted_at__isnull', True)), models.Q(('subject_destroy_at__isnull', False), ('subject_restricted_at__isnull', False)), _connector='OR'), name='case_restricted_subject_has_end')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=16, unique=True)),
                ('receipt_hash', models.CharField(max_length=64)),
                ('state', django_fsm.FSMField(default='received', max_length=20, protected=True)),
                ('state_since', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('joined_at_version', models.PositiveIntegerField(help_text="The lead's version when this report was merged into its case", null=True)),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('outcome_reason', models.TextField(blank=True)),
                ('withdrawal_asked_at', models.DateTimeField(help_text='When the complainant asked to withdraw it from a case of several', null=True)),
                ('review_asked_at', models.DateTimeField(help_text='When a complainant asked for a review that nobody has decided yet', null=True)),
                ('submitted_at', models.DateTimeField()),
                ('channel', models.CharField(default='web_form', max_length=20)),
                ('language', models.CharField(max_length=10)),
                ('is_online', models.BooleanField(default=True)),
                ('strands', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('happened_on', models.DateField(null=True)),
                ('sealed_narrative', models.BinaryField(null=True)),
                ('sealed_suspect', models.BinaryField(null=True)),
                ('suspect_whereabouts', models.CharField(default='unknown', max_length=10)),
                ('victim_area', models.JSONField(default=dict)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('danger', models.CharField(blank=True, db_default='', max_length=10)),
                ('strand_values', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), db_default=[], default=list, size=None)),
                ('circumstances', models.JSONField(db_default={}, default=dict, help_text='Closed answers by question: codes only')),
                ('sealed_details', models.BinaryField(help_text='Open answers by question, as JSON', null=True)),
                ('subject_destroyed_at', models.DateTimeField(help_text='When who it is about was destroyed', null=True)),
                ('queue_place', models.PositiveIntegerField(db_default=0, default=0, help_text="Where officers' queues put it, the smaller the sooner; 0: not weighed yet")),
                ('time_bar_on', models.DateField(db_default=datetime.date(9999, 12, 31), default=datetime.date(9999, 12, 31), help_text='Last day on which proceedings can begin, for queues')),
                ('queue_terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), db_default=[], default=list, help_text='What queues filter by, where it leads a case, such as strand:religion; empty: not listed yet', size=None)),
                ('is_in_burst', models.BooleanField(db_default=False, default=False, help_text='Came with many from one network')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.case')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at', 'id'], name='report_queue'), models.Index(fields=['state', 'queue_place', 'due_at', 'id'], name='report_queue_by_priority'), models.Index(fields=['state', 'time_bar_on', 'due_at', 'id'], name='report_queue_by_time_bar'), models.Index(fields=['state', 'submitted_at', 'id'], name='report_queue_by_arrival'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state__in', ['assessed_crime', 'assessed_non_crime', 'assigned', 'in_triage', 'out_of_scope', 'packaged', 'received', 'with_force'])), fields=['queue_terms'], name='report_open_terms'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'closed')), fields=['queue_terms'], name='report_closed_terms'), models.Index(condition=models.Q(('queue_terms', []), models.Q(('state', 'merged'), _negated=True)), fields=['id'], name='report_not_listed_yet'), models.Index(fields=['case'], name='report_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['received', 'in_triage', 'assessed_crime', 'assessed_non_crime', 'out_of_scope', 'assigned', 'packaged', 'with_force', 'closed', 'merged'])), name='report_state_known'), models.CheckConstraint(condition=models.Q(('state__in', ['closed', 'merged']), ('due_at__isnull', False), _connector='OR'), name='report_open_has_clock'), models.CheckConstraint(condition=models.Q(('is_online', True)), name='report_online_set_by_system'), models.CheckConstraint(condition=models.Q(('suspect_whereabouts__in', ['unknown', 'uk', 'abroad'])), name='report_suspect_whereabouts_known'), models.CheckConstraint(condition=models.Q(('danger__in', ['', 'danger', 'child', 'unsure', 'no'])), name='report_danger_known')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', 'Question'), ('reply', 'Reply'), ('addition', 'Addition')], max_length=10)),
                ('sealed_text', models.BinaryField(null=True)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.CharField(help_text='The actor as the audit names it', max_length=120)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(help_text='When an officer read what the complainant wrote', null=True)),
                ('answers', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='reports.message')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='reports.report')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'reply', 'addition'])), name='message_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', False), ('kind', 'reply')), models.Q(models.Q(('kind', 'reply'), _negated=True), ('answers__isnull', True)), _connector='OR'), name='message_reply_answers')],
            },
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('open', 'Open'), ('met', 'Met'), ('waived', 'Waived')], default='open', max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('marked_at', models.DateTimeField(null=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gates', to='reports.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'name'), name='gate_once_per_report'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'met', 'waived'])), name='gate_state_known'), models.CheckConstraint(condition=models.Q(('reason', ''), ('state', 'waived'), _negated=True), name='gate_waived_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exhibit', models.CharField(max_length=30, unique=True)),
                ('origin', models.CharField(choices=[('reported', 'Came with the report'), ('captured', 'Captured by the hub'), ('redacted', 'Redacted copy')], db_default='reported', default='reported', max_length=10)),
                ('storage_name', models.CharField(max_length=200)),
                ('sealed_name', models.BinaryField()),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('file_hash', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('diverted_as', models.CharField(blank=True, choices=[('child_sexual_abuse', 'Child sexual abuse material'), ('terrorist', 'Terrorist material')], db_default='', max_length=20)),
                ('quarantined_at', models.DateTimeField(null=True)),
                ('quarantined_why', models.CharField(blank=True, choices=[('changed', 'Its bytes are not those that were received'), ('unreadable', 'Its bytes cannot be opened'), ('missing', 'Storage no longer holds it'), ('malware', 'A scanner found malware in it')], db_default='', default='', max_length=10)),
                ('checked_at', models.DateTimeField(help_text='When the hub last read it to compare its hash; null: never', null=True)),
                ('made_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='reports.evidence')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='reports.report')),
            ],
            options={
                'indexes': [models.Index(fields=['file_hash', 'id'], name='evidence_by_file_hash_in_order'), models.Index(condition=models.Q(('diverted_as', ''), _negated=True), fields=['file_hash'], name='evidence_diverted'), models.Index(condition=models.Q(('quarantined_at__isnull', False)), fields=['quarantined_at', 'id'], name='evidence_quarantined'), models.Index(models.OrderBy(models.F('checked_at'), nulls_first=True), models.F('id'), condition=models.Q(('diverted_as', ''), ('quarantined_at__isnull', True)), name='evidence_by_last_check')],
                'constraints': [models.CheckConstraint(condition=models.Q(('diverted_as__in', ['', 'child_sexual_abuse', 'terrorist'])), name='evidence_diversion_known'), models.CheckConstraint(condition=models.Q(models.Q(('made_from__isnull', False), ('origin', 'redacted')), models.Q(('made_from__isnull', True), ('origin__in', ['reported', 'captured'])), _connector='OR'), name='evidence_copy_names_its_original'), models.CheckConstraint(condition=models.Q(models.Q(('quarantined_at__isnull', True), ('quarantined_why', '')), models.Q(('quarantined_at__isnull', False), ('quarantined_why__in', ['changed', 'unreadable', 'missing', 'malware'])), _connector='OR'), name='evidence_quarantine_has_a_cause')],
            },
        ),
        migrations.CreateModel(
            name='Content',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('url', models.TextField(blank=True)),
                ('platform_code', models.CharField(blank=True, max_length=40)),
                ('account_handle', models.CharField(blank=True, max_length=200)),
                ('post_key', models.CharField(max_length=300, null=True)),
                ('sealed_words', models.BinaryField(null=True)),
                ('sealed_details', models.BinaryField(help_text='What else the person said about it, as JSON', null=True)),
                ('diverted_as', models.CharField(blank=True, choices=[('child_sexual_abuse', 'Child sexual abuse material'), ('terrorist', 'Terrorist material')], db_default='', max_length=20)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='reports.report')),
            ],
            options={
                'indexes': [models.Index(fields=['post_key', 'id'], name='content_by_post_key_in_order'), models.Index(condition=models.Q(('diverted_as', ''), _negated=True), fields=['post_key'], name='content_diverted')],
                'constraints': [models.UniqueConstraint(fields=('report', 'position'), name='content_one_per_position'), models.CheckConstraint(condition=models.Q(('diverted_as__in', ['', 'child_sexual_abuse', 'terrorist'])), name='content_diversion_known')],
            },
        ),
        migrations.CreateModel(
            name='Complainant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity', models.CharField(choices=[('anonymous', 'anonymous'), ('confidential', 'confidential'), ('named', 'named')], max_length=12)),
                ('kind', models.CharField(choices=[('victim', 'Victim'), ('witness', 'Witness'), ('third_party', 'On behalf of somebody else'), ('professional', 'In the course of work'), ('unstated', 'Not said')], max_length=12)),
                ('sealed', models.BinaryField(null=True)),
                ('has_email', models.BooleanField(default=False)),
                ('details_in_mail', models.BooleanField(default=False)),
                ('wants_updates', models.BooleanField(default=False)),
                ('shares_with_force', models.BooleanField(default=False)),
                ('shares_with_support', models.BooleanField(default=False)),
                ('shares_with_experts', models.BooleanField(default=False)),
                ('agreement', models.CharField(blank=True, choices=[('agrees', 'They know and agree'), ('objects', 'They know and do not agree'), ('unaware', 'They do not know'), ('unable', 'They cannot say, for example because of age or health')], db_default='', max_length=8)),
                ('safe_hours', models.CharField(choices=[('any', 'At any time'), ('day', 'Only from 8am to 8pm'), ('working', 'Only from 9am to 5pm, Monday to Friday'), ('evening', 'Only from 5pm to 9pm')], db_default='day', default='day', max_length=8)),
                ('has_telephone', models.BooleanField(db_default=False, default=False)),
                ('may_leave_messages', models.BooleanField(db_default=False, default=False)),
                ('needs_interpreter', models.BooleanField(db_default=False, default=False)),
                ('bounced_at', models.DateTimeField(help_text='Since when messages do not arrive', null=True)),
                ('bounce', models.CharField(blank=True, db_default='', help_text='What the mail system said: a code', max_length=60)),
                ('email_key', models.CharField(blank=True, db_default='', help_text='Keyed hash of the address', max_length=64)),
                ('telephone_key', models.CharField(blank=True, db_default='', help_text='Keyed hash of the number', max_length=64)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='complainant', to='reports.report')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('email_key', ''), _negated=True), fields=['email_key'], name='complainant_by_email'), models.Index(condition=models.Q(('telephone_key', ''), _negated=True), fields=['telephone_key'], name='complainant_by_telephone')],
                'constraints': [models.CheckConstraint(condition=models.Q(('identity__in', ['anonymous', 'confidential', 'named'])), name='complainant_identity_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['victim', 'witness', 'third_party', 'professional', 'unstated'])), name='complainant_kind_known'), models.CheckConstraint(condition=models.Q(('agreement__in', ['', 'agrees', 'objects', 'unaware', 'unable'])), name='complainant_agreement_known'), models.CheckConstraint(condition=models.Q(('safe_hours__in', ['any', 'day', 'working', 'evening'])), name='complainant_safe_hours_known')],
            },
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('recipient', models.CharField(max_length=120)),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), help_text='Codes of what was shared', size=None)),
                ('purpose', models.CharField(help_text='Code of why', max_length=30)),
                ('shared_at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sharings', to='reports.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='sharing_once')],
            },
        ),
        migrations.CreateModel(
            name='StatusEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('kind', models.CharField(max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('text_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('sealed_note', models.BinaryField(help_text='Words of an officer to this person, under the person key', null=True)),
                ('role', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='story', to='reports.report')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='statusentry_once')],
            },
        ),
        migrations.CreateModel(
            name='DecisionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=40)),
                ('report_version', models.PositiveIntegerField()),
                ('entitlement', models.CharField(choices=[('enhanced', 'Enhanced'), ('standard', 'Standard')], max_length=8)),
                ('decided_at', models.DateTimeField()),
                ('tell_by', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('route', models.CharField(blank=True, choices=[('message', 'Message'), ('status_page', 'Status Page'), ('in_person', 'In Person')], max_length=11)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_notices', to='reports.report')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision_notice', to='reports.statusentry')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('told_at__isnull', True)), fields=['tell_by'], name='decisionnotice_untold')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('route', ''), ('told_at__isnull', True)), models.Q(('told_at__isnull', False), models.Q(('route', ''), _negated=True)), _connector='OR'), name='decisionnotice_told_has_route'), models.CheckConstraint(condition=models.Q(('entitlement__in', ['enhanced', 'standard'])), name='decisionnotice_entitlement_known')],
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('claimed_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('provider_reference', models.CharField(blank=True, db_default='', max_length=80)),
                ('arrived_at', models.DateTimeField(help_text='When the provider said that it was delivered', null=True)),
                ('bounced_at', models.DateTimeField(null=True)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='update', to='reports.statusentry')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['not_before'], name='update_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), name='update_state_known')],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='lead',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='reports.report'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True)), fields=('lead',), name='case_one_per_lead'),
        ),
    ]
