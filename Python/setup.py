"""Tags the wheel for one platform, because it contains a program, and for every version of Python 3, because it has no extension module."""

import os

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", os.environ.get("VIDEO_SPEC_WHEEL_PLATFORM") or super().get_tag()[2]


setup(cmdclass={"bdist_wheel": PlatformWheel})
