#include "sim/sweep/cluster/job_scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

std::string shell_word(const std::string& text) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || std::strchr("_-+=./:,@%", c) != nullptr; };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

/// As sbatch takes the name of a log: % stands for what it fills in.
std::string log_path(const std::string& text) {
  std::string path;
  for (const char c : text) path += c == '%' ? "%%" : std::string(1, c);
  return path;
}

std::string job_name(const std::string& name) {
  std::string plain = name;
  for (char& c : plain)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') c = '_';
  return plain;
}

}  // namespace

std::string JobScripts::array() const {
  return fmt::format(
      "#!/bin/sh\n"
      "# Submission {3} of a sweep: each task computes one of {4} shards.\n"
      "#SBATCH --job-name={2}\n"
      "#SBATCH --array=0-{5}\n"
      "#SBATCH --output=\"{6}/jobs/{3}/shard-%a.log\"\n"
      "#SBATCH --open-mode=append\n"
      "exec {0} sweep work {1} --submission {3} --shard \"$SLURM_ARRAY_TASK_ID\" --jobs "
      "\"${{SLURM_CPUS_PER_TASK:-1}}\"\n",
      shell_word(program), shell_word(directory), job_name(name), submission, shards, shards - 1, log_path(directory));
}

std::string JobScripts::merge() const {
  return fmt::format(
      "#!/bin/sh\n"
      "# When submission {3} has ended, whatever came of it: one table of all points that are done.\n"
      "#SBATCH --job-name={2}-merge\n"
      "#SBATCH --output=\"{4}/jobs/{3}/merge.log\"\n"
      "#SBATCH --open-mode=append\n"
      "exec {0} sweep merge {1}\n",
      shell_word(program), shell_word(directory), job_name(name), submission, log_path(directory));
}

std::string shell_command(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

void check_job_path(const std::string& path) {
  const auto spoils = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '"' || c == '\\'; };
  if (std::any_of(path.begin(), path.end(), spoils))
    throw InputError(path, "has a character that a job script cannot hold in a path (a control character, \" or \\)");
}

}  // namespace skipgrid::sweep
