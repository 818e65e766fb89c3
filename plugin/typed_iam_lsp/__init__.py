"""The language server: findings, fixes, hovers and completions for unsaved text in an editor.

- ``positions``   columns of the editor and of the engine
- ``documents``   open documents, updated as the protocol requires
- ``analysis``    facts about one text, computed once
- ``fixes``       quick fixes
- ``hover``       the explanation of the action under the cursor
- ``completion``  services and actions, where the engine finds an action at the cursor
- ``repair``      texts around the cursor that parse
- ``server``      which message leads to which answer
"""
