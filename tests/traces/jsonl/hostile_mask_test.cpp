// Mask lines, and references to masks, that are wrong.
#include <catch2/catch.hpp>

#include "tests/traces/trace_text.h"
#include "traces/jsonl/trace_rules.h"

using namespace skipgrid::traces;
using namespace skipgrid::traces::test;
using Catch::Matchers::StartsWith;

namespace {

const std::string kSkipK = R"(,"skip":{"k":0})";

struct HostileMask {
  std::string lines, complaint;
};

void check_masks(const std::vector<HostileMask>& cases) {
  for (const auto& [lines, expected] : cases) {
    CAPTURE(lines);
    CHECK_THAT(complaint(trace_text(lines, 1)), StartsWith(expected));
  }
}

/// A mask line with one thing replaced.
std::string spoilt(const std::string& from, const std::string& to) { return replaced(mask_line(0), from, to); }

}  // namespace

TEST_CASE("A mask that is right is taken") {
  CHECK(complaint(trace_text(mask_line(0) + gemm_line(0, 0, kSkipK), 1)) == "");
}

TEST_CASE("A mask line with a wrong field is refused") {
  const std::string any = "an integer in 0..18446744073709551615";
  check_masks({
      {spoilt("\"id\":0", "\"id\":-1"), "2: id: expected " + any + ", got -1"},
      {spoilt("\"id\":0", "\"id\":18446744073709551616"), "2: id: expected " + any + ", got 18446744073709551616"},
      {spoilt("\"id\":0", "\"id\":0.0"), "2: id: expected " + any + ", got 0.0"},
      {spoilt("\"id\":0,", ""), "2: id: missing"},
      {spoilt("\"iter\":0", "\"iter\":-1"), "2: iter: expected an integer in 0..2147483647, got -1"},
      {spoilt("\"iter\":0,", ""), "2: iter: missing"},
      {spoilt("\"neurons\":12", "\"neurons\":0"), "2: neurons: expected an integer in 1..2147483647, got 0"},
      {spoilt("\"neurons\":12", "\"neurons\":-12"), "2: neurons: expected an integer in 1..2147483647, got -12"},
      {spoilt("\"neurons\":12", "\"neurons\":true"), "2: neurons: expected an integer in 1..2147483647, got true"},
      {spoilt("\"neurons\":12", "\"neurons\":\"12\""), "2: neurons: expected an integer in 1..2147483647, got \"12\""},
      {spoilt("\"rows\":1", "\"rows\":0"), "2: rows: expected an integer in 1..2147483647, got 0"},
      {spoilt("\"rows\":1", "\"rows\":null"), "2: rows: expected an integer in 1..2147483647, got null"},
      {replaced(spoilt("\"rows\":1", "\"rows\":5"), "8A8=", "AAAAAAAAAAAAAA=="),
       "2: rows: expected at most the batch of 4, got 5"},
      {spoilt("\"bits\":\"8A8=\"", "\"bits\":[240,15]"), "2: bits: expected a string, got an array"},
      {spoilt(",\"bits\":\"8A8=\"", ""), "2: bits: missing"},
      {spoilt("8A8=", "8A=="), "2: bits: a mask's bytes do not match its size"},
      {spoilt("8A8=", "8A8A"), "2: bits: a mask's bytes do not match its size"},
      {spoilt("8A8=", ""), "2: bits: expected 4 base64 characters for 1 x 12 bits, got 0"},
      {spoilt("8A8=", "8A8A8A8A"), "2: bits: expected 4 base64 characters for 1 x 12 bits, got 8"},
      {spoilt("8A8=", "8A8?"), "2: bits: not base64 text"},
      {spoilt("8A8=", "8A9="), "2: bits: not base64 text"},
      {spoilt("8A8=", "8B8="), "2: bits: a mask's padding bits are not 0"},
      {spoilt("\"rows\"", "\"row\""), "2: row: unknown key in a mask line"},
      {mask_line(3) + mask_line(3), "3: id: mask 3 is given twice in this iteration"},
      {mask_line(0, 1) + mask_line(1, 0), "3: iter: expected 1 or more, got 0"},
  });
}

TEST_CASE("A mask that claims more than it brings is refused without allocating the claim") {
  check_masks({
      {spoilt("\"neurons\":12", "\"neurons\":2147483647"),
       "2: bits: expected 357913944 base64 characters for 1 x 2147483647 bits, got 4"},
      {spoilt("\"rows\":1", "\"rows\":2147483647"),
       "2: bits: expected 5726623060 base64 characters for 2147483647 x 12 bits, got 4"},
      {replaced(spoilt("\"rows\":1", "\"rows\":2147483647"), "\"neurons\":12", "\"neurons\":2147483647"),
       "2: bits: expected 768614336046650712 base64 characters for 2147483647 x 2147483647 bits, got 4"},
  });
}

TEST_CASE("A reference to a mask that this iteration does not have is refused") {
  check_masks({
      {gemm_line(0, 0, kSkipK), "2: skip.k: no mask 0 in this iteration so far"},
      {gemm_line(0, 0, kSkipK) + mask_line(0), "2: skip.k: no mask 0 in this iteration so far"},
      {mask_line(1) + gemm_line(0, 0, kSkipK), "3: skip.k: no mask 0 in this iteration so far"},
      {mask_line(0, 0) + gemm_line(0, 1, kSkipK), "3: skip.k: no mask 0 in this iteration so far"},
      {mask_line(0) + gemm_line(0) + gemm_line(1, 1) + gemm_line(2, 1, kSkipK),
       "5: skip.k: no mask 0 in this iteration so far"},
      {mask_line(0) + mask_line(1, 1) + gemm_line(0, 1, kSkipK), "4: skip.k: no mask 0 in this iteration so far"},
      {mask_line(0, 1) + gemm_line(0, 0, kSkipK), "3: iter: expected 1 or more, got 0"},
  });
}

TEST_CASE("A mask that is not as long as the dimension that it skips is refused") {
  check_masks({
      {mask_line(0) + gemm_line(0, 0, R"(,"skip":{"m":0})"), "3: skip.m: mask 0 has 12 neurons, expected 4 as m"},
      {mask_line(0) + gemm_line(0, 0, R"(,"skip":{"n":0})"), "3: skip.n: mask 0 has 12 neurons, expected 48 as n"},
      {mask_line(0) + replaced(gemm_line(0, 0, kSkipK), "\"k\":12", "\"k\":13"),
       "3: skip.k: mask 0 has 12 neurons, expected 13 as k"},
  });
}

TEST_CASE("A skip that is no object of mask ids is refused") {
  const auto skip = [](const std::string& value) { return mask_line(0) + gemm_line(0, 0, ",\"skip\":" + value); };
  check_masks({
      {skip("0"), "3: skip: expected an object, got 0"},
      {skip("null"), "3: skip: expected an object, got null"},
      {skip("[0]"), "3: skip: expected an object, got an array"},
      {skip(R"({"k":"0"})"), "3: skip.k: expected an integer in 0..18446744073709551615, got \"0\""},
      {skip(R"({"k":false})"), "3: skip.k: expected an integer in 0..18446744073709551615, got false"},
      {skip(R"({"k":null})"), "3: skip.k: expected an integer in 0..18446744073709551615, got null"},
      {skip(R"({"k":0,"l":0})"), "3: skip.l: unknown key in skip"},
      {skip(R"({"k":0,"k":0})"), "3: k: the key is given twice"},
  });
  CHECK(complaint(trace_text(skip("{}"), 1)) == "");
}

TEST_CASE("The masks of one iteration may not fill the memory, and those of many iterations do not add up") {
  // One neuron a row takes the most memory for its text, 8 bytes: 24 MB a mask, so the twelfth is one too many.
  const std::size_t rows = 3000000;
  const auto big_mask = [rows](int id, int iter) {
    return R"({"type":"mask","id":)" + std::to_string(id) + R"(,"iter":)" + std::to_string(iter) +
           R"(,"neurons":1,"rows":3000000,"bits":")" + std::string(rows / 3 * 4, 'A') + "\"}\n";
  };
  std::string same_iteration, own_iterations;
  for (int id = 0; id < 12; ++id) {
    same_iteration += big_mask(id, 0);
    own_iterations += big_mask(id, id);
  }
  const auto without_batch = [](const std::string& lines) {
    return replaced(trace_text(lines, 0), ",\"batch\":4", "");
  };
  CHECK(complaint(without_batch(same_iteration)) ==
        "13: bits: the masks of this iteration take more than " + std::to_string(kMaxMaskBytes) + " bytes");
  CHECK(complaint(without_batch(own_iterations)) == "");
}
