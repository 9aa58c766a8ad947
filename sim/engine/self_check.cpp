#include "sim/engine/self_check.h"

#include <fmt/format.h>

#include <stdexcept>

namespace skipgrid::sim {

namespace {

[[noreturn]] void inconsistent(const std::string& what) {
  throw std::logic_error("a run that cannot be, please report it: " + what);
}

void check_ports(const RunCounts& run) {
  const auto check = [&](Matrix buffer, char name) {
    __extension__ using Wide = __int128;  // a port may be wide
    const std::int64_t width = run.port_widths[buffer];
    const Bytes bytes = run.carried[buffer];
    if (width == 0 || Wide{bytes.count()} <= Wide{width} * run.cycles.count()) return;
    inconsistent(fmt::format("{} bytes through the port of buffer {}, {} a cycle, in {} cycles", bytes.count(), name,
                             width, run.cycles.count()));
  };
  check(Matrix::a, 'A');
  check(Matrix::b, 'B');
  check(Matrix::c, 'C');
}

void check_dram(const RunCounts& run) {
  const Bytes bytes = run.dram_bytes();
  constexpr double kRounding = 1e-9;  // of the product of two numbers of 53 bits
  const double most = run.dram_bytes_per_cycle * static_cast<double>(run.cycles.count());
  if (run.dram_bytes_per_cycle > 0 && static_cast<double>(bytes.count()) > most * (1 + kRounding)) {
    inconsistent(fmt::format("{} bytes to and from DRAM, at most {} a cycle, in {} cycles", bytes.count(),
                             run.dram_bytes_per_cycle, run.cycles.count()));
  }
  if (bytes < run.compulsory) {
    inconsistent(
        fmt::format("{} bytes to and from DRAM, of {} that had to be moved", bytes.count(), run.compulsory.count()));
  }
}

void check_reasons(const Account& account) {
  const auto sum_of = [&](const auto& kinds) {
    Cycles sum;
    for (const Spent kind : kinds) sum += account.stats.*kind;
    return sum;
  };
  const auto check = [&](const char* what, Cycles cycles, Cycles sum) {
    if (cycles == sum) return;
    inconsistent(fmt::format("{} {} of {}.{} {}, whose reasons add up to {}", cycles.count(), what, account.layer,
                             account.op, traces::to_string(account.phase), sum.count()));
  };
  check("cycles", account.stats.cycles, sum_of(kSpentKinds));
  check("stall cycles", account.stats.stall_cycles, sum_of(kStalls));
}

}  // namespace

Bytes RunCounts::dram_bytes() const {
  Bytes sum;
  for (const Account& account : accounts) sum += account.stats.dram_read_bytes + account.stats.dram_write_bytes;
  return sum;
}

void self_check(const RunCounts& run) {
  check_ports(run);
  check_dram(run);
  for (const Account& account : run.accounts) check_reasons(account);
}

}  // namespace skipgrid::sim
