#!/usr/bin/env bash
# A compiler behind ccache, so that an object compiled in one clone of the repository serves every other.
#
# Usage: tools/cached.sh SOURCE_FOLDER BUILD_FOLDER COMPILER ARGUMENT…     runs in BUILD_FOLDER
# Paths below the source folder are hashed as relative ones; ccache 4.7 leaves the arguments of -Xclang as they are, so
# paths below the build folder are made relative here. The build folder itself is not hashed, and the precompiled header
# counts by the digest that cmake/Targets.cmake writes.
export CCACHE_BASEDIR=$1 CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
build=$2
shift 2
exec ccache "${@/#"$build"\//}"
