// Random traces, fused: what comes out is a trace of the same work, and nothing was fused that waits for itself.
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "tests/sim/schedule/hand_made_trace.h"
#include "traces/jsonl/trace_rules.h"

namespace skipgrid::sim::testing {

namespace {

constexpr int kSets = 5;
constexpr int kMembers = 10;

/// Products of a few sets and element-wise operations, waiting for each other at random. The fused dimension of a set's
/// member i is 2^i, so a fused product tells its members; an element-wise operation is known by its elements.
class RandomTrace {
 public:
  explicit RandomTrace(std::uint64_t seed) : random_(seed), sparse_(between(0, 3)) {
    const int iterations = between(1, 3);
    for (int iteration = 0; iteration < iterations; ++iteration) add_iteration(iteration);
  }
  const RecordedTrace& trace() const { return made_.trace(); }

 private:
  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  HandMadeTrace::Deps deps() {
    std::set<std::uint64_t> chosen;
    const int size = static_cast<int>(made_.trace().ops.size());
    for (int i = between(0, 2); i > 0 && size > 0 && between(0, 3) >= sparse_; --i) {
      chosen.insert(static_cast<std::uint64_t>(between(0, 4) == 0 ? between(0, size - 1)
                                                                  : between(std::max(0, size - 12), size - 1)));
    }
    return {chosen.begin(), chosen.end()};
  }

  void add_iteration(int iteration) {
    made_.iteration = iteration;
    std::vector<int> made(kSets, 0);
    std::uint64_t mask_ids = 0;
    std::vector<traces::MaskPtr> masks;
    for (int i = 0; i < 3; ++i) masks.push_back(mask_keeping(mask_ids++, static_cast<std::size_t>(between(0, 4)), 4));
    const int operations = between(1, 60);
    for (int i = 0; i < operations; ++i) {
      const int set = between(0, 2 * kSets);
      if (set >= kSets || made[static_cast<std::size_t>(set)] == kMembers) {
        made_.vector({}, {}, deps()).elements = static_cast<std::int64_t>(made_.trace().ops.size());
        continue;
      }
      const int member = made[static_cast<std::size_t>(set)]++;
      const std::string s = std::to_string(set), step = "[" + std::to_string(member) + "]";
      const bool sums = set % 2 == 1;
      GemmOp& op =
          made_.gemm(s, "a" + s + step, sums ? "b" + s + step : "b" + s, sums ? "c" + s : "c" + s + step, deps());
      op.step = member;
      op.m = op.k = op.n = 4;
      (sums ? op.k : op.m) = std::int64_t{1} << member;
      op.padding = between(0, static_cast<int>(op.dense_macs()));
      op.accumulate = sums && member > 0;
      if (set == 4) op.c = {"c2", member, 1}, op.accumulate = true;  // adds to what set 2 may have begun
      if (between(0, 2) > 0) op.skip_n = masks[static_cast<std::size_t>(between(0, 2))];
    }
  }

  std::mt19937_64 random_;
  int sparse_;  // 0: as many dependencies as possible, 3: few
  HandMadeTrace made_;
};

const std::vector<std::uint64_t>& deps_of(const RecordedTrace::Op& op) {
  return std::visit(
      [](const auto& o) -> const auto& { return o.deps; }, op);
}

/// Which original operations each operation of the fused trace stands for.
std::vector<std::vector<std::uint64_t>> sources(const RecordedTrace& original, const RecordedTrace& fused) {
  std::map<std::tuple<int, std::string, int>, std::uint64_t> product;
  std::map<std::int64_t, std::uint64_t> vector;
  for (const RecordedTrace::Op& op : original.ops) {
    if (const auto* gemm = std::get_if<GemmOp>(&op)) {
      product[{gemm->iter, gemm->op, gemm->step}] = gemm->id;
    } else {
      vector[std::get<VectorOp>(op).elements] = std::get<VectorOp>(op).id;
    }
  }
  std::vector<std::vector<std::uint64_t>> result;
  for (const RecordedTrace::Op& op : fused.ops) {
    result.emplace_back();
    if (const auto* gemm = std::get_if<GemmOp>(&op)) {
      const std::int64_t members = std::stoi(gemm->op) % 2 == 1 ? gemm->k : gemm->m;
      for (int i = 0; i < kMembers; ++i) {
        if ((members >> i & 1) != 0) result.back().push_back(product.at({gemm->iter, gemm->op, i}));
      }
    } else {
      result.back().push_back(vector.at(std::get<VectorOp>(op).elements));
    }
  }
  return result;
}

std::vector<std::set<std::uint64_t>> everything_before(const RecordedTrace& trace) {
  std::vector<std::set<std::uint64_t>> before;
  for (const RecordedTrace::Op& op : trace.ops) {
    std::set<std::uint64_t> all;
    for (const std::uint64_t dep : deps_of(op)) {
      all.insert(dep);
      all.insert(before[dep].begin(), before[dep].end());
    }
    before.push_back(std::move(all));
  }
  return before;
}

void check_is_valid(const RecordedTrace& trace) {
  traces::TraceRules rules;
  rules.check(trace.header);
  for (const RecordedTrace::Op& op : trace.ops) {
    std::visit([&](const auto& o) { REQUIRE_NOTHROW(rules.check(o)); }, op);
  }
}

ArrayGroupCost random_cost(std::mt19937_64& random) {
  const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  GroupCostConfig config;
  config.array.rows = between(1, 16), config.array.cols = between(1, 16);
  config.array.dataflow = static_cast<Dataflow>(between(0, 2));
  config.array.schedule = static_cast<Schedule>(between(0, 1));
  config.dram_bytes_per_cycle = between(0, 1) == 0 ? 0.0 : 4.0;
  return ArrayGroupCost(config);
}

}  // namespace

TEST_CASE("A fused trace is a valid trace of the same work, and whoever waited still waits, for nothing more") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(300, random(1, 1'000'000'000))));
  CAPTURE(seed);
  const RecordedTrace trace = RandomTrace(seed).trace();
  check_is_valid(trace);
  std::mt19937_64 random(seed);
  const ArrayGroupCost cost = random_cost(random);
  const FusionPolicy policy = seed % 2 == 0 ? FusionPolicy::dense_fused : FusionPolicy::structured_auto;
  const Fused fused = fuse_trace(trace, policy, cost);

  check_is_valid(fused.trace);
  CHECK(fused.trace.ended);
  CHECK(dense_macs(fused.trace) == dense_macs(trace));
  CHECK(padding(fused.trace) == padding(trace));

  // Each operation is there once.
  const auto stands_for = sources(trace, fused.trace);
  std::vector<std::uint64_t> new_id(trace.ops.size(), trace.ops.size());
  std::size_t found = 0;
  for (std::uint64_t id = 0; id < stands_for.size(); ++id) {
    for (const std::uint64_t old : stands_for[id]) {
      REQUIRE(new_id[old] == trace.ops.size());
      new_id[old] = id;
      ++found;
    }
  }
  CHECK(found == trace.ops.size());

  // Dependencies are those of the members, no more and no fewer, and no member waits for another.
  const auto before = everything_before(trace);
  for (std::uint64_t id = 0; id < stands_for.size(); ++id) {
    std::set<std::uint64_t> expected;
    for (const std::uint64_t old : stands_for[id]) {
      for (const std::uint64_t dep : deps_of(trace.ops[old])) expected.insert(new_id[dep]);
      for (const std::uint64_t other : stands_for[id]) CHECK(before[old].count(other) == 0);
    }
    CHECK(deps_of(fused.trace.ops[id]) == std::vector<std::uint64_t>(expected.begin(), expected.end()));
  }

  // A result is begun before it is added to.
  for (const GemmOp& late : trace.all_gemms()) {
    if (late.op != "4") continue;
    for (const GemmOp& early : trace.all_gemms()) {
      if (early.iter == late.iter && early.c == late.c && early.op == "2" && early.id < late.id) {
        CHECK(new_id[early.id] < new_id[late.id]);
      }
    }
  }

  // Padding is the members'. Masks: none under dense_fused; otherwise a product either keeps what each of its members
  // has, or has none at all.
  for (std::uint64_t id = 0; id < stands_for.size(); ++id) {
    const auto* product = std::get_if<GemmOp>(&fused.trace.ops[id]);
    if (product == nullptr) continue;
    std::int64_t padded = 0;
    for (const std::uint64_t old : stands_for[id]) padded += std::get<GemmOp>(trace.ops[old]).padding;
    CHECK(product->padding == padded);
    if (policy == FusionPolicy::dense_fused) CHECK(product->skip_n == nullptr);
    for (const std::uint64_t old : stands_for[id]) {
      const auto& member = std::get<GemmOp>(trace.ops[old]);
      if (product->skip_n != nullptr) {
        REQUIRE(member.skip_n != nullptr);
        CHECK(product->skip_n->mask == member.skip_n->mask);
      } else if (policy == FusionPolicy::structured_auto && stands_for[id].size() == 1) {
        CHECK(member.skip_n == nullptr);
      }
    }
  }
}

TEST_CASE("A set alone is fused into as many products as its longest chain has members") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(100, random(1, 1'000'000'000))));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  HandMadeTrace made;
  std::vector<int> chain;  // members on the longest path that ends with each operation
  const int operations = between(1, 40);
  for (int i = 0; i < operations; ++i) {
    HandMadeTrace::Deps deps;
    int longest = 0;
    if (i > 0 && between(0, 2) == 0) {
      deps.push_back(static_cast<std::uint64_t>(between(0, i - 1)));
      longest = chain[deps.back()];
    }
    const bool member = between(0, 1) == 0;
    chain.push_back(longest + (member ? 1 : 0));
    const std::string step = "[" + std::to_string(i) + "]";
    if (member) {
      made.gemm("x2h", "x" + step, "W", "y" + step, deps);
    } else {
      made.vector({}, {}, deps);
    }
  }
  const auto longest = static_cast<std::size_t>(*std::max_element(chain.begin(), chain.end()));
  CHECK(fuse_densely(made.trace()).trace.all_gemms().size() == longest);
}

}  // namespace skipgrid::sim::testing
