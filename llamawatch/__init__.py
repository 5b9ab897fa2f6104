"""The door: launcher, command line, output, diagnostics and the wiring of the rooms."""
