"""All tables as 0011 leaves them: a new hub begins here, an older one comes by the steps replaced."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('reference', '0001_reference_tables'), ('reference', '0002_bank_holidays_and_telephone'), ('reference', '0003_offence_points_and_consent'), ('reference', '0004_postcode_directory'), ('reference', '0005_authority_of_a_unit'), ('reference', '0006_control_rooms_and_diversion'), ('reference', '0007_corrections_and_retiring'), ('reference', '0008_takedown_addresses'), ('reference', '0009_takedown_channels_named'), ('reference', '0010_takedown_channels_closed'), ('reference', '0011_whom_partners_can_help')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('pk', models.CompositePrimaryKey('outward', 'inward', blank=True, editable=False, primary_key=True, serialize=False)),
                ('outward', models.CharField(help_text='The first part, `LS6`', max_length=4)),
                ('inward', models.CharField(help_text='The second part, `2AB`', max_length=3)),
                ('force_code', models.CharField(max_length=9)),
                ('local_authority', models.CharField(help_text='Its ONS code; blank where the directory has none', max_length=9)),
                ('is_live', models.BooleanField(help_text='Not ended: Royal Mail delivers to it')),
            ],
        ),
        migrations.CreateModel(
            name='PostcodePlace',
            fields=[
                ('pk', models.CompositePrimaryKey('place', 'force_code', 'local_authority', blank=True, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=6)),
                ('force_code', models.CharField(max_length=9)),
                ('local_authority', models.CharField(max_length=9)),
                ('live', models.IntegerField()),
                ('ended', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='BankHoliday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nation', models.CharField(choices=[('EW', 'England and Wales'), ('EW+NI', 'England, Wales and Northern Ireland'), ('S', 'Scotland'), ('NI', 'Northern Ireland'), ('UK', 'United Kingdom')], max_length=5)),
                ('date', models.DateField()),
                ('name', models.CharField(max_length=80)),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('nation', 'date'), name='reference_bankholiday_day_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=40)),
                ('row', models.CharField(max_length=120)),
                ('field', models.CharField(blank=True, max_length=60)),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'row', 'field'), name='reference_correction_one_for_each_field')],
            },
        ),
        migrations.CreateModel(
            name='Force',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text="The ONS code of its police force area, or the hub's own", max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('short_name', models.CharField(max_length=60)),
                ('nation', models.CharField(choices=[('England', 'England'), ('Wales', 'Wales'), ('Scotland', 'Scotland'), ('Northern Ireland', 'Northern Ireland'), ('Great Britain', 'Great Britain'), ('United Kingdom', 'United Kingdom'), ('Crown dependency', 'Crown dependency')], max_length=20)),
                ('kind', models.CharField(choices=[('territorial', 'Territorial force'), ('other', 'Other force or body')], max_length=12)),
                ('telephone', models.CharField(blank=True, db_default='101', default='101', help_text='What the public dials when it is not an emergency; blank where no number is known', max_length=30)),
                ('control_room_telephone', models.CharField(blank=True, db_default='', help_text='What an officer of the hub rings in an emergency, never shown to the public; blank where not known', max_length=30)),
                ('duty_email', models.EmailField(blank=True, db_default='', help_text='The desk that is told when an emergency is handed over; blank where not known', max_length=254)),
                ('is_active', models.BooleanField(default=True)),
                ('basis', models.CharField(help_text='Where the facts come from and who confirmed them', max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='reference_force_code_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='LoadedData',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=40)),
                ('digest', models.CharField(blank=True, help_text='SHA-256 of the data files', max_length=64)),
                ('loaded_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'loaded data',
                'constraints': [models.UniqueConstraint(fields=('name',), name='reference_loadeddata_name_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='Offence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('nation', models.CharField(choices=[('EW', 'England and Wales'), ('EW+NI', 'England, Wales and Northern Ireland'), ('S', 'Scotland'), ('NI', 'Northern Ireland'), ('UK', 'United Kingdom')], max_length=5)),
                ('act', models.CharField(max_length=120)),
                ('section', models.CharField(max_length=40)),
                ('short_name', models.CharField(max_length=160)),
                ('mode', models.CharField(choices=[('summary', 'Summary only'), ('either-way', 'Either way'), ('indictable', 'Indictable only'), ('sentencing', 'Sentencing rule')], max_length=12)),
                ('max_penalty', models.CharField(blank=True, max_length=120)),
                ('time_limit_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('time_limit_rule', models.CharField(choices=[('none', 'No time limit'), ('from_offence', 'From the day of the offence'), ('from_last_act', 'From the last act of the course of conduct'), ('from_evidence', 'From sufficient evidence, and within three years of the offence')], max_length=16)),
                ('valid_from', models.DateField(blank=True, help_text='First day in force; blank if long in force', null=True)),
                ('valid_to', models.DateField(blank=True, help_text='Last day in force; blank if still in force', null=True)),
                ('needs_consent', models.CharField(blank=True, db_default='', help_text='Who must consent to a prosecution; blank if nobody', max_length=200)),
                ('points_to_prove', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, db_default=[], default=list, help_text='One a line', size=None)),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='reference_offence_code_is_unique'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='reference_offence_dates_run_forwards', violation_error_message='It ends before it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('time_limit_months__isnull', True), ('time_limit_rule', 'none')), models.Q(models.Q(('time_limit_rule', 'none'), _negated=True), ('time_limit_months__isnull', False)), _connector='OR'), name='reference_offence_time_limit_has_rule_and_months', violation_error_message='A time limit needs both its rule and its months.'), models.CheckConstraint(condition=models.Q(('time_limit_months', 0), _negated=True), name='reference_offence_time_limit_is_some_months', violation_error_message='A time limit is at least one month.'), models.CheckConstraint(condition=models.Q(('mode', 'sentencing'), ('points_to_prove__len__gt', 0), _connector='OR'), name='reference_offence_has_points_to_prove', violation_error_message='An offence needs its points to prove; only a sentencing rule may have none.')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='Home Office outcome number')),
                ('name', models.CharField(max_length=160)),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number',), name='reference_outcome_number_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('support', 'Support for victims'), ('community', 'Community organisation'), ('expert', 'Expert adviser'), ('prosecutor', 'Prosecutor'), ('regulator', 'Regulator'), ('diversion', 'Body that material is diverted to')], max_length=12)),
                ('nations', models.CharField(choices=[('EW', 'England and Wales'), ('EW+NI', 'England, Wales and Northern Ireland'), ('S', 'Scotland'), ('NI', 'Northern Ireland'), ('UK', 'United Kingdom')], help_text='Where it works', max_length=5)),
                ('material', models.CharField(blank=True, choices=[('child_sexual_abuse', 'Child sexual abuse material'), ('terrorist', 'Terrorist material')], db_default='', help_text='Which material is diverted to it; only for a body that material is diverted to', max_length=20)),
                ('referral_address', models.CharField(blank=True, db_default='', help_text='How it is told: a web page or an address', max_length=200)),
                ('email', models.EmailField(blank=True, db_default='', help_text="Address of its desk, for letters with an answer link; never a person's", max_length=254)),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, db_default=[], default=list, help_text='Codes of the forces in whose areas it works; blank: everywhere in its nations', size=None)),
                ('strands', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, help_text='Codes of the strands that it knows; blank: all', size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, db_default=[], default=list, help_text='Codes of the languages that it works in beside English, such as cy or ur', size=None)),
                ('ages_from', models.PositiveSmallIntegerField(blank=True, help_text='Youngest age; blank: no bound', null=True)),
                ('ages_to', models.PositiveSmallIntegerField(blank=True, help_text='Oldest age; blank: no bound', null=True)),
                ('capacity_a_week', models.PositiveSmallIntegerField(blank=True, help_text='How many requests it can take in a week; blank: not known', null=True)),
                ('is_active', models.BooleanField(db_default=True, default=True, help_text='Off: nothing new goes to it; cases keep it')),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='reference_partner_code_is_unique'), models.UniqueConstraint(condition=models.Q(models.Q(('material', ''), _negated=True), ('is_active', True)), fields=('material',), name='reference_partner_one_for_each_material'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'diversion'), ('material__in', ['child_sexual_abuse', 'terrorist'])), models.Q(models.Q(('kind', 'diversion'), _negated=True), ('material', '')), _connector='OR'), name='reference_partner_diversion_has_material'), models.CheckConstraint(condition=models.Q(('ages_from__isnull', True), ('ages_to__isnull', True), ('ages_from__lte', models.F('ages_to')), _connector='OR'), name='reference_partner_ages_are_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'diversion'), _negated=True), ('email', ''), _connector='OR'), name='reference_partner_diversion_gets_no_letter')],
            },
        ),
        migrations.CreateModel(
            name='Platform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('home_domain', models.CharField(blank=True, help_text='Blank if it has many homes', max_length=120)),
                ('takedown_channel', models.CharField(choices=[('mastodon', 'The interface of Mastodon, on the server that holds the post'), ('bluesky', 'The interface of Bluesky'), ('youtube', 'The interface of YouTube'), ('reddit', 'The interface of Reddit'), ('lemmy', 'The interface of Lemmy, on the server that holds the post'), ('email', 'E-mail'), ('webhook', 'A web hook of the platform'), ('web_form', 'A web form filled in by an officer')], max_length=10)),
                ('takedown_address', models.CharField(blank=True, db_default='', help_text='Where requests go: an e-mail address, or a link', max_length=300)),
                ('escalation_address', models.EmailField(blank=True, db_default='', help_text='Who is written to when there is no answer; blank: an officer decides', max_length=254)),
                ('takedown_deadline_hours', models.PositiveSmallIntegerField()),
                ('reminder_hours', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='After how many hours without an answer it is reminded; 0: never')),
                ('requests_an_hour', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How many requests it takes within an hour; 0: no limit is known')),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='reference_platform_code_is_unique'), models.CheckConstraint(condition=models.Q(('takedown_deadline_hours__gte', 1)), name='reference_platform_deadline_is_at_least_an_hour'), models.CheckConstraint(condition=models.Q(('takedown_channel__in', ('mastodon', 'bluesky', 'youtube', 'reddit', 'lemmy', 'email', 'webhook', 'web_form'))), name='reference_platform_channel_is_known'), models.CheckConstraint(condition=models.Q(('reminder_hours__lt', models.F('takedown_deadline_hours'))), name='reference_platform_reminds_before_its_deadline')],
            },
        ),
        migrations.CreateModel(
            name='PostcodeEdition',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('name', models.CharField(help_text="The file's name without its ending", max_length=120)),
                ('issued', models.DateField(blank=True, help_text="The month in the file's name, where there is one", null=True)),
                ('digest', models.CharField(help_text='SHA-256 of the file as it was given', max_length=64)),
                ('postcodes', models.PositiveIntegerField()),
                ('live', models.PositiveIntegerField()),
                ('left_out', models.PositiveIntegerField(help_text='Rows with a wrong postcode, or without a force the hub knows')),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='reference_postcodeedition_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Strand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('is_monitored', models.BooleanField(help_text='Counted nationally in England, Wales and Northern Ireland')),
                ('position', models.PositiveSmallIntegerField(help_text='Order on forms, lowest first')),
                ('is_active', models.BooleanField(db_default=True, default=True, help_text='Off: no longer offered on forms; reports keep it')),
                ('basis', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code',), name='reference_strand_code_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='ForceUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('local_authority', models.CharField(blank=True, db_default='', default='', help_text='The ONS code of the local authority that it serves, so that a postcode leads to it', max_length=9)),
                ('is_active', models.BooleanField(db_default=True, default=True, help_text='Off: nothing new is addressed to it; cases keep it')),
                ('basis', models.CharField(max_length=300)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='reference.force')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('force', 'code'), name='reference_forceunit_code_is_unique_in_force'), models.UniqueConstraint(condition=models.Q(models.Q(('local_authority', ''), _negated=True), ('is_active', True)), fields=('force', 'local_authority'), name='reference_forceunit_is_alone_in_its_authority')],
            },
        ),
        migrations.CreateModel(
            name='StrandValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(help_text='Order on forms, lowest first')),
                ('is_active', models.BooleanField(db_default=True, default=True, help_text='Off: no longer offered on forms; reports keep it')),
                ('basis', models.CharField(max_length=300)),
                ('strand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='reference.strand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('strand', 'code'), name='reference_strandvalue_code_is_unique_in_strand')],
            },
        ),
    ]
