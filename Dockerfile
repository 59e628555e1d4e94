# The hub's image: one for the web server, the worker, the clock and the migrations; compose picks the command.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock /build/requirements.lock
RUN python -m venv /opt/hub \
 && /opt/hub/bin/python -m pip install --no-deps --require-hashes --only-binary :all: -r /build/requirements.lock
COPY . /app
WORKDIR /app
# The base settings need no secret and no server to gather the static files, and name them as production does.
RUN DJANGO_SETTINGS_MODULE=hatehub.settings.base HATEHUB_VAR=/build/var STATIC_ROOT=/srv/static \
    /opt/hub/bin/python manage.py collectstatic --no-input \
 && /opt/hub/bin/python -m compileall -q hatehub reports triage referrals intel

FROM python:3.13-slim-bookworm
# Reads the words in pictures, in the hub's languages; without it nothing else changes (docs/pictures.md).
RUN apt-get update \
 && apt-get install --yes --no-install-recommends tesseract-ocr tesseract-ocr-eng tesseract-ocr-cym tesseract-ocr-pol \
    tesseract-ocr-ron tesseract-ocr-fra tesseract-ocr-ara tesseract-ocr-urd tesseract-ocr-pan \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 hub \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hub \
 && install --directory --owner hub --group hub --mode 0750 /var/lib/hatehub /var/lib/hatehub/media /var/lib/hatehub/erasures
COPY --from=build /opt/hub /opt/hub
COPY --from=build /srv/static /srv/static
COPY --from=build /app /app
ENV PATH=/opt/hub/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=hatehub.settings.production \
    HATEHUB_VAR=/var/lib/hatehub \
    STATIC_ROOT=/srv/static
WORKDIR /app
USER 10001:10001
EXPOSE 8000
# Django answers only to the hosts in ALLOWED_HOSTS, so the question is asked under the public name.
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as r; r.build_opener(r.ProxyHandler({})).open(r.Request('http://127.0.0.1:8000/livez', headers={'Host': p.urlsplit(os.environ['PUBLIC_URL']).netloc}), timeout=5)"]
# No access log: it would keep the addresses of people who report.
CMD ["gunicorn", "hatehub.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--preload", "--timeout", "60", "--worker-tmp-dir", "/dev/shm"]
