"""Fakes of Colab while grading, where there is no Colab and no network. [student kernel]

This folder comes first where student code looks for modules, and its `bin` where it looks for
commands. What has no underscore in front is what student code imports: `google.colab`, `pip` for
`python -m pip`, and `s3fs`.
"""
