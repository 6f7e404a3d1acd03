# @title Hand in: check everything once more { display-mode: "form" }
# {{ evidence }}
def hand_in(lesson, visible_tests):
    """Says which questions pass their visible checks, and makes the zip to hand in."""
    import glob
    import json
    import sys
    import time
    import zipfile

    if isinstance(grader, NotReady):
        print("The setup cell has not worked yet. Run it again, then this cell.")
        return
    if grader._grading_mode:  # Otter is grading, and would count these checks once more
        return
    for name in visible_tests:
        passed = grader.check(name).passed_all
        print("✓" if passed else "✗", name, "passes" if passed else "does not pass yet")
    print("You may hand in at any time: what does not pass yet only earns fewer points.")
    rest, alone = "nothing else", ", or hand in the .ipynb file itself"
    if EVIDENCE:
        rest, alone = "what you kept", ""

    def add(kept, zip_name):
        """Put what training left behind into a zip."""
        with zipfile.ZipFile(zip_name, "a", zipfile.ZIP_DEFLATED) as archive:
            for path, content in kept.items():
                # A network's file is hardly smaller when packed, and takes a second to pack.
                stored = zipfile.ZIP_STORED if path.endswith(".keras") else None
                archive.writestr(path, content, stored)

    if "google.colab" in sys.modules:
        from google.colab import _message, files

        try:  # the page knows the notebook as it stands, saved or not
            answer = _message.blocking_request("get_ipynb", request="", timeout_sec=20)
        except Exception:  # whatever a page may do; there is a second way
            answer = None
        if not (answer or {}).get("ipynb"):
            print("Now choose File → Download → Download .ipynb, and hand in that file.")
            if EVIDENCE:
                print("All training is then done again while grading, which is fine.")
            return
        with zipfile.ZipFile(f"{lesson}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{lesson}.ipynb", json.dumps(answer["ipynb"], indent=1))
        add(kept_files(lesson, EVIDENCE) if EVIDENCE else {}, f"{lesson}.zip")
        print(f"{lesson}.zip holds your notebook and {rest}. Your browser saves it now;")
        print("hand in that file. If no download begins: File → Download → Download .ipynb.")
        files.download(f"{lesson}.zip")
    elif len(notebooks := glob.glob("*.ipynb")) == 1:
        kept = kept_files(lesson, EVIDENCE) if EVIDENCE else {}
        print(f"The zip below holds your notebook, as it was last saved, and {rest}. Save it")
        print(f"now and run this cell again{alone}.")
        made = f"{notebooks[0].removesuffix('.ipynb')}_{time.strftime('%Y_%m_%dT%H_%M_%S')}.zip"
        grader.export(pdf=False, run_tests=False, export_path=made)
        add(kept, made)
    else:
        print("Now save the notebook and hand in its .ipynb file.")
        if EVIDENCE:
            print("All training is then done again while grading, which is fine. For a zip with")
            print("what you kept, let this be the only notebook in its folder, and run this again.")


hand_in(LESSON, VISIBLE_TESTS)
