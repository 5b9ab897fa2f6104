# Completion of llamawatch in bash; the program itself says what may follow.
eval "$(_LLAMAWATCH_COMPLETE=bash_source llamawatch)"
