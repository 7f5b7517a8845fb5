"""Locks on files, which the system frees when their process ends, however it ends."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["acquire_lock"]


def acquire_lock(path: Path, *, wait: bool = False, is_shared: bool = False) -> int:
    """Lock a file, made where it is missing, and give it open; closing it frees it.

    Windows has no shared locks here: the file is opened only.

    Raises
    ------
    BlockingIOError
        Another process holds it, and ``wait`` is not set.
    """
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock_file(lock, wait=wait, is_shared=is_shared)
        except BaseException:
            os.close(lock)
            raise
        if _is_at(lock, path):
            return lock
        os.close(lock)  # its file was removed by the run that held it


def _is_at(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


def _lock_file(lock: int, *, wait: bool, is_shared: bool) -> None:
    if sys.platform == "win32":
        if is_shared:
            return
        try:
            msvcrt.locking(lock, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None
    else:
        fcntl.flock(lock, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
