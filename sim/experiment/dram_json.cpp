#include "sim/experiment/dram_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "traces/input_error.h"
#include "traces/json/json_reader.h"

namespace skipgrid::sim {
namespace {

/// An integer of `object`, or what stood there before.
template <class Integer>
void read(const Json& object, const char* key, Integer& value) {
  if (object.contains(key)) value = object.at(key).get<Integer>();
}

DramOrganization organization_from_json(const Json& object) {
  DramOrganization organization;
  read(object, "channels", organization.channels);
  read(object, "pseudo_channels", organization.pseudo_channels);
  read(object, "ranks", organization.ranks);
  read(object, "bank_groups", organization.bank_groups);
  read(object, "banks", organization.banks);
  read(object, "rows", organization.rows);
  read(object, "row_bytes", organization.row_bytes);
  read(object, "burst_bytes", organization.burst_bytes);
  return organization;
}

DramTiming timing_from_json(const Json& object) {
  DramTiming timing;
  for (const auto& field : kDramTimingFields) read(object, field.name.data(), timing.*field.member);
  return timing;
}

DramController controller_from_json(const Json& object, std::int64_t burst_bytes) {
  DramController controller;
  controller.channel_interleave_bytes = burst_bytes;
  read(object, "queue_depth", controller.queue_depth);
  read(object, "frontend_cycles", controller.frontend_cycles);
  read(object, "direction_batch", controller.direction_batch);
  read(object, "split_command_bus", controller.split_command_bus);
  read(object, "channel_interleave_bytes", controller.channel_interleave_bytes);
  if (object.value("mapping", "mop4clxor") == "robaracoch") controller.mapping = DramMapping::robaracoch;
  return controller;
}

/// Says what must hold between figures that are each fine on their own.
class Consistency {
 public:
  explicit Consistency(const std::string& place) : place_(place) {}

  void power_of_two(const char* pointer, std::int64_t value) const {
    expect((value & (value - 1)) == 0, pointer, "expected a power of two", value);
  }
  void expect(bool holds, const char* pointer, const std::string& expectation, std::int64_t given) const {
    if (!holds) throw InputError(place_ + ": " + pointer, fmt::format("{}, got {}", expectation, given));
  }

 private:
  const std::string& place_;
};

void check_banked(const BankedDramConfig& dram, const Consistency& that) {
  const auto& [channels, pseudo_channels, ranks, bank_groups, banks, rows, row_bytes, burst_bytes] = dram.organization;
  that.power_of_two("/organization/channels", channels);
  that.power_of_two("/organization/pseudo_channels", pseudo_channels);
  that.power_of_two("/organization/ranks", ranks);
  that.power_of_two("/organization/bank_groups", bank_groups);
  that.power_of_two("/organization/banks", banks);
  that.power_of_two("/organization/rows", rows);
  that.power_of_two("/organization/row_bytes", row_bytes);
  that.power_of_two("/organization/burst_bytes", burst_bytes);
  that.expect(dram.banks_per_channel() <= kMaxBanks, "/organization",
              fmt::format("expected at most {} banks per channel", kMaxBanks), dram.banks_per_channel());
  that.expect(row_bytes >= 4 * burst_bytes, "/organization/row_bytes",
              fmt::format("expected at least four bursts, {}", 4 * burst_bytes), row_bytes);

  const std::int64_t interleave = dram.controller.channel_interleave_bytes;
  that.power_of_two("/controller/channel_interleave_bytes", interleave);
  that.expect(interleave >= burst_bytes, "/controller/channel_interleave_bytes",
              fmt::format("expected at least a burst, {}", burst_bytes), interleave);

  const DramTiming& t = dram.timing;
  that.expect(t.tccd_s >= t.tbl, "/timing/tccd_s", fmt::format("expected at least tbl, {}", t.tbl), t.tccd_s);
  that.expect(t.tccd_l >= t.tccd_s, "/timing/tccd_l", fmt::format("expected at least tccd_s, {}", t.tccd_s), t.tccd_l);
  that.expect(t.trrd_l >= t.trrd_s, "/timing/trrd_l", fmt::format("expected at least trrd_s, {}", t.trrd_s), t.trrd_l);
  that.expect(t.twtr_l >= t.twtr_s, "/timing/twtr_l", fmt::format("expected at least twtr_s, {}", t.twtr_s), t.twtr_l);
  that.expect(t.tcwl <= t.tcl + t.trtw, "/timing/tcwl", fmt::format("expected at most tcl + trtw, {}", t.tcl + t.trtw),
              t.tcwl);
  that.expect(dram.controller.split_command_bus || t.tact == 1, "/timing/tact",
              "expected 1 where row and column commands share a bus", t.tact);
  const int refresh = dram.ranks_per_channel() * (t.tras + t.trp + t.twr + t.tcwl + t.tbl) + t.trfc;
  that.expect(t.trefi > refresh, "/timing/trefi",
              fmt::format("expected more than closing and refreshing all ranks takes, {}", refresh), t.trefi);
}

}  // namespace

DramConfig dram_config_from_json(const Json& document, const std::string& place) {
  DramConfig config;
  const std::string kind = document.at("kind");
  config.name = document.value("name", kind);
  if (kind == "bandwidth") {
    config.kind = DramKind::bandwidth;
    const double bytes = document.at("bytes_per_cycle").get<double>();
    config.bandwidth.millibytes_per_cycle = std::llround(bytes * 1000);
    config.bandwidth.latency = Cycles(document.value("latency", std::int64_t{0}));
  } else if (kind == "banked") {
    config.kind = DramKind::banked;
    config.banked.clock_ps = document.at("clock_ps").get<int>();
    config.banked.organization = organization_from_json(document.at("organization"));
    config.banked.timing = timing_from_json(document.at("timing"));
    config.banked.controller =
        controller_from_json(document.value("controller", Json::object()), config.banked.organization.burst_bytes);
    if (document.value("detail", std::string("calibrated")) == "every_burst") {
      config.banked.detail = DramDetail::every_burst;
    }
    check_banked(config.banked, Consistency(place));
  }
  return config;
}

Json to_json(const DramConfig& config) {
  Json document{{"name", config.name}, {"kind", to_string(config.kind)}};
  if (config.kind == DramKind::bandwidth) {
    document["bytes_per_cycle"] = static_cast<double>(config.bandwidth.millibytes_per_cycle) / 1000.0;
    document["latency"] = config.bandwidth.latency.count();
  }
  if (config.kind != DramKind::banked) return document;
  const auto& [channels, pseudo_channels, ranks, bank_groups, banks, rows, row_bytes, burst_bytes] =
      config.banked.organization;
  const DramController& controller = config.banked.controller;
  document["clock_ps"] = config.banked.clock_ps;
  document["detail"] = to_string(config.banked.detail);
  document["organization"] = {{"channels", channels},   {"pseudo_channels", pseudo_channels},
                              {"ranks", ranks},         {"bank_groups", bank_groups},
                              {"banks", banks},         {"rows", rows},
                              {"row_bytes", row_bytes}, {"burst_bytes", burst_bytes}};
  for (const auto& field : kDramTimingFields)
    document["timing"][std::string(field.name)] = config.banked.timing.*field.member;
  document["controller"] = {{"queue_depth", controller.queue_depth},
                            {"frontend_cycles", controller.frontend_cycles},
                            {"direction_batch", controller.direction_batch},
                            {"split_command_bus", controller.split_command_bus},
                            {"mapping", to_string(controller.mapping)},
                            {"channel_interleave_bytes", controller.channel_interleave_bytes}};
  return document;
}

}  // namespace skipgrid::sim
