#include "sim/sweep/cluster/job_scripts.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

using Catch::Matchers::Contains;
using traces::test::read_file;
using traces::test::TemporaryFolder;

/// A program in `folder` that writes its arguments, a line each, into the file `arguments` there.
std::string listing_program(const TemporaryFolder& folder) {
  std::string path = folder / "it's a program";
  std::ofstream(path) << "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"" << (folder / "arguments") << "\"\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

/// The arguments that the program gets when a script runs in this environment.
std::string arguments_of(const TemporaryFolder& folder, const std::string& script, const std::string& environment) {
  std::ofstream(folder / "job.sh") << script;
  REQUIRE(std::system((environment + " sh " + (folder / "job.sh")).c_str()) == 0);
  return read_file(folder / "arguments");
}

TEST_CASE("Job scripts run the program on the directory, whatever their names hold") {
  const TemporaryFolder folder;
  const std::string odd = "/data/$HOME `x` 'y' 50% *";
  const JobScripts scripts{listing_program(folder), odd, "a sweep", 3, 8};
  CHECK(arguments_of(folder, scripts.array(), "SLURM_ARRAY_TASK_ID=5") ==
        "sweep\nwork\n" + odd + "\n--submission\n3\n--shard\n5\n--jobs\n1\n");
  CHECK(arguments_of(folder, scripts.array(), "SLURM_CPUS_PER_TASK=4 SLURM_ARRAY_TASK_ID=0") ==
        "sweep\nwork\n" + odd + "\n--submission\n3\n--shard\n0\n--jobs\n4\n");
  CHECK(arguments_of(folder, scripts.merge(), "") == "sweep\nmerge\n" + odd + "\n");
}

TEST_CASE("Job scripts tell Slurm the shards and where logs go") {
  const JobScripts scripts{"/usr/bin/skipgrid", "/data/50%", "rows & rates", 3, 8};
  CHECK_THAT(scripts.array(), Contains("\n#SBATCH --array=0-7\n"));
  CHECK_THAT(scripts.array(), Contains("\n#SBATCH --output=\"/data/50%%/jobs/3/shard-%a.log\"\n"));
  CHECK_THAT(scripts.array(), Contains("\n#SBATCH --job-name=rows___rates\n"));
  CHECK_THAT(scripts.merge(), Contains("\n#SBATCH --output=\"/data/50%%/jobs/3/merge.log\"\n"));
  CHECK_THAT(scripts.merge(), !Contains("--array"));
}

TEST_CASE("A command that is shown can be typed as it is") {
  CHECK(shell_command({"sbatch", "--time=1:00:00", "/data/a.sh"}) == "sbatch --time=1:00:00 /data/a.sh");
  CHECK(shell_command({"sbatch", "--comment=two words", "it's", ""}) == "sbatch '--comment=two words' 'it'\\''s' ''");
}

TEST_CASE("A path that no job script can hold is refused") {
  CHECK_NOTHROW(check_job_path("/data/50% of 'it'"));
  for (const char* path : {"/data/\"x\"", "/data/a\\b", "/data/a\nb", "/data/\x7f"})
    CHECK_THROWS_AS(check_job_path(path), InputError);
}

}  // namespace
}  // namespace skipgrid::sweep
