"""The lists as people keep them: saved views, own or shared with the bureau, and files of what is shown."""
