// Reads the fields of a JSON object one by one and takes nothing on trust: the JSON library would turn -3 into
// 4294967293, 1.5 into 1 and true into 1 without a word.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid {

/// Every reader throws InputError with the field's place, what was expected and what was given.
class JsonObject {
 public:
  /// place: "configs/run.json: /dropout". Throws unless `json` is an object.
  JsonObject(const nlohmann::json& json, std::string place);

  bool has(const std::string& key) const;
  /// The field itself; throws when there is none.
  const nlohmann::json& at(const std::string& key);
  std::string place_of(const std::string& key) const { return place_ + "/" + key; }

  std::int64_t integer(const std::string& key, std::int64_t least, std::int64_t most);
  std::uint64_t natural(const std::string& key);  ///< 0 .. 2^64 - 1
  /// A number in [least, below).
  double number(const std::string& key, double least, double below = std::numeric_limits<double>::infinity());
  std::string text(const std::string& key);
  bool truth(const std::string& key);
  /// Which of the words it is.
  std::size_t word(const std::string& key, const std::vector<std::string_view>& words);

  /// Throws when the object has a field that nobody asked for ("$schema" and "comment" are let pass).
  void no_others() const;

 private:
  [[noreturn]] void fail(const std::string& key, const std::string& expected) const;

  const nlohmann::json& json_;
  std::string place_;
  std::set<std::string> known_{"$schema", "comment"};
};

}  // namespace skipgrid
