"""What Alembic runs around the revisions. The connection, and its transaction, come from outside."""

from alembic import context

from surveys.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes most things by rebuilding the table
)
context.run_migrations()
