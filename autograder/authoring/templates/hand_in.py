# @title Hand in: check everything once more { display-mode: "form" }
# {{ evidence }}
def hand_in(lesson, visible_tests):
    """Packs what was trained, checks everything once more, and says what to hand in and how."""
    import glob
    import json
    import os
    import pathlib
    import shutil
    import zipfile

    ready = not isinstance(grader, NotReady)
    if ready and grader._grading_mode:  # Otter is grading, and would count these checks once more
        return
    packed = pathlib.Path(f"{lesson}.zip").resolve()

    def pack(content, anew):
        """Write files into the zip, which is whole at every moment; return whether that worked."""
        new = packed.with_suffix(".new")
        try:
            if not anew:
                shutil.copyfile(packed, new)
            with zipfile.ZipFile(new, "w" if anew else "a", zipfile.ZIP_DEFLATED) as archive:
                for path, data in content.items():
                    # A network's file is hardly smaller when packed, and takes a second to pack.
                    stored = zipfile.ZIP_STORED if path.endswith(".keras") else None
                    archive.writestr(path, data, stored)
            new.replace(packed)
        except OSError as problem:  # a full disk, say
            print(f"{packed.name} could not be written: {problem}")
            return False
        return True

    def notebook_here():
        """Return the name and the text of the notebook as it was last saved; Nones for neither."""
        own = globals().get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")
        paths = [path for path in own if path and os.path.isfile(path)] or glob.glob("*.ipynb")
        try:
            text = pathlib.Path(paths[0]).read_text(encoding="utf-8")
            if len(paths) == 1 and json.loads(text)["cells"]:
                return os.path.basename(paths[0]), text
        except (OSError, ValueError, LookupError, TypeError):
            pass
        return None, None

    # What was trained first: whatever else fails, it is safe.
    kept = kept_files(lesson, EVIDENCE) if EVIDENCE else {}
    has_kept = len(kept) > 1 and pack(kept, anew=True)  # more than the list of what there is
    if has_kept:
        names = sorted({path.removeprefix("kept/").partition("/")[0] for path in kept})
        print(f"It lies in {packed}: {', '.join(names)}.")
    if ready:
        for name in visible_tests:
            passed = grader.check(name).passed_all
            print("✓" if passed else "✗", name, "passes" if passed else "does not pass yet")
        print("You may hand in at any time: what does not pass yet only earns fewer points.")
    else:
        print("The setup cell has not worked yet. Run it again, then this cell.")

    shown_by, name, text = front_end(), None, None
    if shown_by == "colab":
        from google.colab import _message

        try:  # the page knows the notebook as it stands, saved or not
            answer = _message.blocking_request("get_ipynb", request="", timeout_sec=5)
            name, text = f"{lesson}.ipynb", json.dumps(answer["ipynb"], indent=1)
        except Exception:  # whatever a page may do; there is a second way
            name = None
    elif shown_by in ("vscode", "jupyter"):
        name, text = notebook_here()
    whole = bool(name) and pack({name: text}, anew=not has_kept)

    by_hand = {
        "colab": "choose File → Download → Download .ipynb",
        "colab-vscode": "save it on your computer by File → Save As…",
        "colab-silent": "take the file that you run; in Colab's page, File → Download",
        "kaggle": "choose File → Download Notebook",
        "vscode": "save it; it is on your computer already",
        "jupyter": "save it; in JupyterLab, right-click on it in the file browser → Download",
    }[shown_by]
    fetch = {
        "colab": "Your browser saves it now. If not: the folder symbol on the left has it, too.",
        "colab-vscode": "In VS Code: Colab in the side bar → right-click on it → Download…",
        "colab-silent": f'In your terminal: `colab download "{packed}" {packed.name}`.',
        "kaggle": "On Kaggle: Output in the pane on the right has it; its menu → Download.",
        "vscode": "In VS Code: the file explorer shows it; it is on your computer already.",
        "jupyter": "In JupyterLab: right-click on it in the file browser → Download.",
    }[shown_by]
    if whole:
        saved = "" if shown_by == "colab" else ", as it was last saved"
        print(f"{packed.name} holds your notebook{saved}{', and what you kept' if kept else ''}.")
        if saved:
            print("If you have changed something since then, save and run this cell once more.")
        print(f"Hand in that file. {fetch}")
    elif has_kept:
        print(f"Hand in two files: {packed.name}, and your notebook.")
        print(fetch)
        print(f"For the notebook: {by_hand}.")
    else:
        print(f"Hand in your notebook: {by_hand}.")
        if EVIDENCE:
            print("All training is then done again while grading, which is fine.")
    if shown_by == "colab" and (whole or has_kept):
        from google.colab import files

        try:
            files.download(str(packed))
        except Exception as problem:  # the sentence above says what else there is
            print(f"The download did not begin: {problem}")


hand_in(LESSON, VISIBLE_TESTS)
