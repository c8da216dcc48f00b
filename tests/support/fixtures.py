"""A migrated, empty store in a folder of its own. On PostgreSQL where HARVEST_TEST_POSTGRESQL names a server."""
