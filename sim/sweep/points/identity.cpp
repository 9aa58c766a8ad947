#include "sim/sweep/points/identity.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/experiment/document.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/schedule_json.h"
#include "sim/report/provenance.h"
#include "traces/files/checksum.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

constexpr const char* kSchedule = "schedule";

const models::LengthsConfig* table_of(const sim::RunConfig& run) {
  const auto* model = std::get_if<sim::TracedModel>(&run.work);
  if (model == nullptr || model->workload.network.lengths.table.empty()) return nullptr;
  return &model->workload.network.lengths;
}

}  // namespace

std::uint64_t ReadFiles::checksum(const std::string& path) {
  const auto known = checksums_.find(path);
  return known != checksums_.end() ? known->second : checksums_[path] = traces::checksum_of_file(path);
}

void ReadFiles::check_unchanged() const {
  for (const auto& [path, before] : checksums_) {
    std::error_code error;
    // Results can be looked at when what they were computed from is not there any more.
    if (!std::filesystem::exists(path, error)) continue;
    if (const std::uint64_t now = traces::checksum_of_file(path); now != before)
      throw InputError(path, fmt::format("has changed since the sweep began: its content is {} now, it was {}; use "
                                         "another --out, or give it its old content",
                                         traces::checksum_text(now), traces::checksum_text(before)));
  }
}

void note_files(const sim::Document& document, const sim::RunConfig& run, ReadFiles& files) {
  if (const auto* trace = std::get_if<sim::ReplayedTrace>(&run.work)) files.checksum(trace->path);
  if (const models::LengthsConfig* lengths = table_of(run)) files.checksum(lengths->table);
  if (document.json.contains(kSchedule))
    files.checksum(sim::relative_to(document.file, document.json[kSchedule].get<std::string>()));
}

std::uint64_t id_of(const sim::Document& document, const sim::RunConfig& run, ReadFiles& files) {
  Json content = document.json;
  Json& workload = content["workload"];
  if (const auto* trace = std::get_if<sim::ReplayedTrace>(&run.work))
    workload = traces::checksum_text(files.checksum(trace->path));
  if (const models::LengthsConfig* lengths = table_of(run))
    workload["lengths"]["table"] = traces::checksum_text(lengths->checksum);
  if (content.contains(kSchedule))
    content[kSchedule] = traces::checksum_text(traces::checksum_of(to_json(run.scheduling.given).dump()));
  return traces::checksum_of(content.dump() + "\n" + sim::provenance().version);
}

}  // namespace skipgrid::sweep
