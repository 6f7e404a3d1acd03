"""The tree of errors. Each class stands where it is raised; its base is one of these. [any]

    AutograderError
    ├── UserError           something given cannot be used                          exit status 2
    │   ├── AddressError        lms.passback.web
    │   ├── AssignmentError     assignment.model
    │   ├── BusyError           lms.passback.journal
    │   ├── BuildError          authoring.lesson
    │   ├── ClassroomError      record.classroom
    │   │   └── IdentityError       record.classroom
    │   ├── ColumnError         lms.table
    │   ├── CourseError         authoring.course
    │   │   └── NoCourseError       authoring.course
    │   ├── CourseGradebookError marking.formgrader.nbgrader_course
    │   ├── DatasetError        datasets.dataset
    │   ├── EnvironmentRefused  assignment.environment
    │   ├── ExportError         record.exports
    │   ├── FactsError          authoring.facts
    │   ├── GiveBackError       report.give_back
    │   ├── GradebookError      record.gradebook.connection
    │   ├── ImportingError      authoring.importing
    │   ├── InitError           authoring.init
    │   ├── NoClusterError      grading.backend
    │   ├── NoSchedulerError    grading.dask_client
    │   ├── NotConnected        lms.passback.connections
    │   ├── NotebookError       assignment.otter_notebooks
    │   ├── NotGradedError      grading.gradescope
    │   ├── ParameterError      assignment.own_values
    │   ├── PermissionsError    lms.passback.private
    │   ├── PolicyError         record.grading_policy
    │   ├── RequestsError       report.requests
    │   ├── RosterError         collect.roster
    │   ├── RuntimeListError    authoring.runtime
    │   ├── UnknownDatasetError datasets.registry
    │   └── VivaError           record.viva
    ├── MachineError        this machine, or what it keeps, does not let us go on   exit status 1
    │   ├── ClusterError        grading.dask_worker
    │   ├── DamagedFileError    files
    │   │   └── NewerFileError      files
    │   ├── IsolationError      run.sandbox.probe
    │   ├── MailError           report.mail
    │   ├── NoUvError           assignment.environment
    │   ├── PlatformError       lms.passback.web
    │   │   └── AlreadyThere        lms.passback.web
    │   ├── ReadingError        grading.reading
    │   ├── SandboxError        run.sandbox.syscalls
    │   └── ForkServerError     run.kernel.forkserver
    └── Refused             data that is not taken; whoever asked for it goes on    exit status 1
        ├── CannotRestore       capture.restore_in_kernel
        ├── ChannelError        run.channel
        ├── DecodeError         capture.snapshot_folder
        ├── LaunchRefused       lms.passback.launch
        ├── MustRun             grading.recheck
        ├── NoData              capture.snapshot_folder
        ├── NotATestFile        assignment.test_inputs
        ├── NotReplied          record.requests
        ├── NotTaken            record.gradebook.journal
        ├── TooLarge            capture.snapshot_folder
        │   └── TooManyFiles        capture.snapshot_folder
        ├── TooMuch             record.snapshot_cache
        ├── Unexpected          files.beneath
        ├── UnreadableError     collect.notebook
        │   └── NoNotebook          collect.archives
        └── WorkerError         run.worker

The message of each is written for a person: what happened, where, and what to do about it. What is
none of these, and no `OSError`, is a mistake of ours: its traceback goes to the log, and a sentence
says where that is (exit status 1). `autograder.cli.main` has the one handler for each.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Whatever this package raises by itself."""


class UserError(AutograderError):
    """Something that was given cannot be used: a file, an option, a lesson's source."""


class MachineError(AutograderError):
    """This machine, or a file that is kept on it, does not let a command go on."""


class Refused(AutograderError):
    """Data that is not taken; whoever asked for it says so, and goes on."""
