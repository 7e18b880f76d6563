# Image of the site, for Fly.io and other hosts. Secrets are in the environment, and the
# content is on a volume at /data.
#
#     docker run --read-only --tmpfs /tmp -v data:/data -p 8000:8000 \
#         -e SECRET_KEY=... -e SITE_URL=http://localhost:8000 IMAGE

FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY . .
RUN deploy/build

FROM python:3.13-slim-bookworm
WORKDIR /app
COPY deploy/finish deploy/finish
RUN deploy/finish
COPY --from=build /venv /venv
COPY --from=build /app .
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 DATA_DIR=/data
USER recto
EXPOSE 8000
CMD ["deploy/serve", "--prepare", "0.0.0.0", "8000"]
