"""Edits on the bytes of a file that change how actions are written, and the proofs for them.

- ``enum_references``    plans strings into references to enums; ``string_references`` the way back
- ``action_fixes``       plans wrong actions into right ones; ``corrections`` says what was meant
- ``reference_places``   where a reference may stand, and where its type would spread
- ``spellings``          quotes and prefixes that the way back writes
- ``import_edits``       imports added and extended; ``import_removals`` taken out again
- ``element_removal``    elements of lists taken out; ``repetitions`` says which
- ``edits``              a plan carried out and proven; ``byte_edits`` splices
- ``proofs``             two texts compared; ``reference_proof`` and ``fix_proof`` say how
"""
