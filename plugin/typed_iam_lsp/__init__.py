"""The language server: findings, fixes, hovers and completions for an editor's unsaved text.

- ``positions``   the editor's columns and the engine's
- ``documents``   open documents, kept as the protocol says
- ``analysis``    a document's text to findings and sites
- ``fixes``       quick fixes
- ``hover``       what is known of the action under the cursor
- ``completion``  services and actions, in text that need not parse
- ``server``      who calls which of these when
"""
