// The commands of the program. Each takes what stands behind its name, writes its result to `out`, everything else to
// stderr, and returns the exit code; wrong input is thrown as InputError.
#pragma once

#include <iosfwd>

#include "sim/cli/options.h"

namespace skipgrid::cli {

int run_command(const Arguments& arguments, std::ostream& out);
int paper_command(const Arguments& arguments, std::ostream& out);
int gemm_command(const Arguments& arguments, std::ostream& out);
int trace_command(const Arguments& arguments, std::ostream& out);
int trace_gen_command(const Arguments& arguments, std::ostream& out);
int trace_import_command(const Arguments& arguments, std::ostream& out);
int trace_info_command(const Arguments& arguments, std::ostream& out);
int trace_convert_command(const Arguments& arguments, std::ostream& out);
int train_command(const Arguments& arguments, std::ostream& out);
int sweep_command(const Arguments& arguments, std::ostream& out);
int sweep_status_command(const Arguments& arguments, std::ostream& out);
int sweep_best_command(const Arguments& arguments, std::ostream& out);
int sweep_submit_command(const Arguments& arguments, std::ostream& out);
int sweep_work_command(const Arguments& arguments, std::ostream& out);
int report_command(const Arguments& arguments, std::ostream& out);
int verify_command(const Arguments& arguments, std::ostream& out);

}  // namespace skipgrid::cli
