"""Work for the tests of executors: functions of a module, so that they can travel."""

import os
import signal
import threading

from gridmap.errors import SettingsError, Text


def square(number):
    return number * number


def square_but_three(number):
    if number == 3:
        raise ValueError("three")
    if number == 4:
        raise SettingsError(Text("四不行。", "Four will not do."), Text("换。", "Change it."))
    return number * number


def square_and_wait_at_three(number):
    if number == 3:
        threading.Event().wait()
    return number * number


def square_and_die_at_three(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def process_and_number(number):
    return os.getpid(), number
