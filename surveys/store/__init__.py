"""SQLite behind SQLAlchemy Core: tables, one file of queries per area, one writer."""
