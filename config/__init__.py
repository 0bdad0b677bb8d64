"""The project: settings, addresses, middleware and health."""
