# Node runs src/ as it is: there is no build step, only the dependencies to fetch.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
# tini, as process 1, reaps what jobs leave behind and passes SIGTERM and SIGHUP (reload) on
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY package.json CHANGELOG.md ./
COPY bin bin
COPY src src
COPY config config

# State and the embedded store live in /data; relative paths of a config are relative to its file.
RUN install -d -o node -g node /data
WORKDIR /data
USER node
VOLUME /data
ENV JRUN_CONFIG=/data/juliarun.jsonc

# 8888 is the API. A config for the container sets server.host to 0.0.0.0, and server.auth with it.
EXPOSE 8888
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8888/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["tini", "--", "node", "/app/src/main.ts"]
CMD ["serve"]
