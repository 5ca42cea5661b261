"""The press itself: pickled sheets on standard input, one PDF on standard output."""

import logging
import pickle
import sys

from .setting import set_all


def main() -> None:
    """Read, set, write."""
    logging.getLogger("fpdf").setLevel(logging.CRITICAL)  # its warnings quote what is printed
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    sheets = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(set_all(sheets))


main()
