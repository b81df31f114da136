"""The only home of SQL: one set of models on PostgreSQL with PostGIS and on a GeoPackage file."""
