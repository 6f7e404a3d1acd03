def front_end():
    """Names what shows this notebook; whatever that does, it takes three seconds at most.

    "colab" is Colab's own page, "colab-vscode" Colab's extension for VS Code, and "colab-silent" a
    machine of Colab whose page does not answer, as after `colab exec`. Elsewhere it is "kaggle",
    "vscode" or "jupyter".
    """
    import os
    import sys

    in_vscode = "__vsc_ipynb_file__" in globals()  # VS Code sets this in the kernels that it starts
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:  # before Colab: Kaggle's machines have its packages
        return "kaggle"
    if "google.colab" not in sys.modules:
        return "vscode" if in_vscode else "jupyter"
    try:  # Colab's page works it out; all others say nothing
        from google.colab import output

        answer = output.eval_js("1", timeout_sec=3)
    except Exception:  # an error is an answer, too
        return "colab"
    if answer is not None:
        return "colab"
    return "colab-vscode" if in_vscode else "colab-silent"


def mount_drive():
    """Return the path of My Drive; where there is none, say why and return None."""
    import os

    place, shown_by = "/content/drive/My Drive", front_end()
    if not shown_by.startswith("colab"):
        print("This is not Colab, so there is no Drive to mount.")
        return None
    try:
        if not os.path.isdir(place):
            if shown_by == "colab-silent":  # nobody is there to give permission
                print("Drive can be mounted here by `colab drivemount`, typed in your terminal.")
                return None
            from google.colab import drive

            drive.mount("/content/drive")
        return place
    except Exception as problem:  # you said no, or Drive did not answer
        print(f"Drive could not be mounted: {problem}")
        return None
