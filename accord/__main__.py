"""`python -m accord`, the same as the command `accord`."""

from accord.project.command import main

if __name__ == "__main__":
    main()
