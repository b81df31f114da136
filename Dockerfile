# The service and its workers; compose.yaml says how they are run.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY tools tools
COPY gridmap gridmap
COPY api api
# The pip of tools/ is the one that ./dev uses: older ones cannot pin what a build needs.
RUN python "$(echo tools/pip-*.whl)/pip" wheel --no-cache-dir --wheel-dir /wheels \
    --constraint constraints.txt --build-constraint constraints.txt .

FROM python:3.11-slim-bookworm
# rasterio's wheel leaves this one library to the system.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libexpat1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/gridmap gridmap
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels gridmap
# Compiled kernels are kept where the user may write.
ENV PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/lib/gridmap/numba \
    XDG_CACHE_HOME=/var/lib/gridmap/cache
USER gridmap
WORKDIR /var/lib/gridmap
VOLUME /var/lib/gridmap
EXPOSE 8765
CMD ["gridmap", "serve", "--host", "0.0.0.0", "--port", "8765", "--accounts", "--workers", "0"]
