"""The dials: settings, templates of surveys."""
