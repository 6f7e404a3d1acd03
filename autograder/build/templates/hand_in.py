# @title Hand in: check everything once more { display-mode: "form" }
def hand_in(lesson, visible_tests):
    """Says which questions pass their visible checks, and how to hand the notebook in."""
    import glob
    import sys

    if grader is None:
        print("The setup cell has not worked yet. Run it first, then this cell.")
        return
    if grader._grading_mode:  # Otter is grading, and would count these checks once more
        return
    for name in visible_tests:
        passed = grader.check(name).passed_all
        print("✓" if passed else "✗", name, "passes" if passed else "does not pass yet")
    if "google.colab" in sys.modules:
        print("Now choose File → Download → Download .ipynb, and hand in that file.")
    elif len(glob.glob("*.ipynb")) == 1:
        print("Save the notebook. The zip below holds it and nothing else; hand in either.")
        grader.export(pdf=False, run_tests=False)
    else:
        print("Now save the notebook and hand in its .ipynb file.")


hand_in(LESSON, VISIBLE_TESTS)
