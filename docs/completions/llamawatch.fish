# Completion of llamawatch in fish; the program itself says what may follow.
env _LLAMAWATCH_COMPLETE=fish_source llamawatch | source
