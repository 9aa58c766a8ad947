// A translation model as JSON: an encoder, a decoder with attention, and what each reads.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace skipgrid::models {

struct TranslationSizes {
  int source_words = 7, target_words = 6;
  int width = 3;
  int hidden = 4;
  int layers = 2;
  int batch = 3;
  std::string cell = "lstm";
};

/// With `steps` of both texts; see with_pairs() for sentences of different lengths. decoder: keys that its layer has
/// besides.
inline nlohmann::json translation(const TranslationSizes& sizes, int steps, const nlohmann::json& decoder) {
  nlohmann::json layer = {{"name", "decoder"},     {"type", "attention_decoder"}, {"input", "target"},
                          {"memory", "encoder"},   {"cell", sizes.cell},          {"layers", sizes.layers},
                          {"hidden", sizes.hidden}};
  if (!decoder.is_null()) layer.update(decoder);
  return {{"model", "network"},
          {"batch", sizes.batch},
          {"steps", steps},
          {"layers",
           {{{"name", "source"}, {"type", "embedding"}, {"vocabulary", sizes.source_words}, {"width", sizes.width}},
            {{"name", "encoder"}, {"type", sizes.cell}, {"layers", sizes.layers}, {"hidden", sizes.hidden}},
            {{"name", "target"}, {"type", "embedding"}, {"vocabulary", sizes.target_words}, {"width", sizes.width}},
            layer,
            {{"name", "generator"}, {"type", "softmax"}, {"classes", sizes.target_words}}}}};
}

/// The same over pairs of sentences from a table with the columns source and target.
inline nlohmann::json with_pairs(nlohmann::json json, const std::string& table, int longest, int pool) {
  json.erase("steps");
  json["lengths"] = {{"table", table}, {"longest", longest}, {"pool", pool}};
  json["layers"][2]["tokens"] = "target";
  return json;
}

}  // namespace skipgrid::models
