#include "sim/sweep/cluster/slurm.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/process/args.hpp>
#include <boost/process/async.hpp>
#include <boost/process/io.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/system.hpp>
#include <cctype>
#include <future>
#include <sstream>
#include <stdexcept>

namespace skipgrid::sweep {
namespace {

namespace bp = boost::process;

/// A text of several lines as one, without blanks at its end.
std::string joined_lines(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// What one of Slurm's programs prints. Throws std::runtime_error when it fails.
std::string output_of(const std::string& program, const std::vector<std::string>& arguments) {
  boost::asio::io_context context;
  std::future<std::string> out, err;
  const int code = bp::system(bp::search_path(program), bp::args(arguments), bp::std_in<bp::null, bp::std_out> out,
                              bp::std_err > err, context);
  if (code != 0) throw std::runtime_error(fmt::format("{} failed: {}", program, joined_lines(err.get())));
  return out.get();
}

}  // namespace

bool slurm_found() { return !bp::search_path("sbatch").empty() && !bp::search_path("squeue").empty(); }

std::vector<QueuedTask> queued_tasks() {
  const std::string user = std::to_string(geteuid());
  // Tasks that are just ending are not counted: what they have not done nobody will do.
  std::istringstream lines(output_of("squeue", {"--noheader", "--array", "--states=PENDING,RUNNING,SUSPENDED",
                                                "--user=" + user, "--format=%F %K %o"}));
  std::vector<QueuedTask> tasks;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    QueuedTask task;
    // A job that is no array has "N/A" for its index.
    if (fields >> task.job >> task.index && std::getline(fields >> std::ws, task.script)) tasks.push_back(task);
  }
  return tasks;
}

std::string submit_job(const std::vector<std::string>& options, const std::string& script) {
  std::vector<std::string> arguments{"--parsable"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.push_back(script);
  const std::string printed = joined_lines(output_of("sbatch", arguments));
  const std::string id = printed.substr(0, printed.find(';'));  // "17" or "17;cluster"
  if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos)
    throw std::runtime_error(fmt::format("sbatch gave \"{}\" instead of a job's id", printed));
  return id;
}

}  // namespace skipgrid::sweep
