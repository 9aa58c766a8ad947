// skipgrid report: what a run or a sweep found out, as one HTML file.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/commands.h"
#include "sim/cli/sweep/sweep_progress.h"
#include "sim/report/html/report_page.h"
#include "sim/report/html/run_data.h"
#include "sim/sweep/directory/report_data.h"
#include "traces/files/file_stream.h"
#include "traces/input_error.h"

namespace skipgrid::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResults = "results.json";
constexpr const char* kManifest = "manifest.json";

Options report_options() {
  Options options(
      {"report", "RESULTS_OR_SWEEP_DIR --out FILE.html",
       "Writes one HTML file with everything that a run or a sweep found out; it needs no network.\n\n"
       "RESULTS_OR_SWEEP_DIR: a results.json, the directory of one (run --out), or of a sweep (sweep --out).",
       "skipgrid report results --out report.html"});
  options.argument("RESULTS_OR_SWEEP_DIR");
  options.value("out", "FILE.html", "the report");
  return options;
}

struct Shown {
  std::string title;
  OrderedJson data;
};

Shown run_shown(const std::string& path) {
  OrderedJson data = sim::run_data(path);
  return {data["results"]["name"], std::move(data)};
}

Shown sweep_shown(const std::string& path) {
  const sweep::SweepDirectory directory = sweep::SweepDirectory::open(path);
  const sweep::Manifest manifest = directory.manifest();
  sweep::Damages damages;
  OrderedJson data = report_data(directory, manifest, damages);
  say_damages(damages);
  return {manifest.sweep.name, std::move(data)};
}

Shown shown_of(const std::string& path) {
  if (!fs::is_directory(path)) return run_shown(path);
  const fs::path directory(path);
  if (fs::exists(directory / kManifest)) return sweep_shown(path);
  if (fs::exists(directory / kResults)) return run_shown((directory / kResults).string());
  throw InputError(path, fmt::format("expected {} of a run or {} of a sweep in it, got neither", kResults, kManifest));
}

}  // namespace

int report_command(const Arguments& arguments, std::ostream& out) {
  Options options = report_options();
  if (!options.parse(arguments, out)) return 0;
  traces::FileSink file(options.text("out"));
  const Shown shown = shown_of(options.text("RESULTS_OR_SWEEP_DIR"));
  const std::string page = sim::report_page(shown.title, shown.data);
  file.write(page.data(), page.size());
  file.finish();
  out << fmt::format("{}: {} KB, opens in any browser\n", options.text("out"), (page.size() + 999) / 1000);
  return 0;
}

}  // namespace skipgrid::cli
