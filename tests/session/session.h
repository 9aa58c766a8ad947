#pragma once

/// Runs the test cases that the program holds, as Catch2's command line says; returns the exit code.
int run_tests(int argc, char** argv);
