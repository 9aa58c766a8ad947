#include "models/training/checkpoint.h"

#include <fmt/format.h>

#include <boost/crc.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "models/training/training_json.h"
#include "traces/files/file_stream.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

// A line of JSON, the values of Trainer::memory() as they lie in memory, and the CRC-32 of all of it.
constexpr const char* kFormat = "skipgrid-checkpoint";
constexpr int kVersion = 1;

std::uint32_t crc_of(const std::string& bytes, std::size_t count) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), count);
  return crc.checksum();
}

std::size_t bytes_of(const Tensor<float>& tensor) {
  return static_cast<std::size_t>(tensor.elements()) * sizeof(float);
}

}  // namespace

void save_checkpoint(const std::string& path, const Trainer& trainer) {
  std::string bytes = nlohmann::json{{"format", kFormat},
                                     {"version", kVersion},
                                     {"config", identity_of(trainer.config())},
                                     {"text", trainer.data_checksum()},
                                     {"position", to_json(trainer.position())}}
                          .dump();
  bytes += '\n';
  for (const Tensor<float>& tensor : trainer.memory()) {
    bytes.append(reinterpret_cast<const char*>(tensor.data), bytes_of(tensor));
  }
  const std::uint32_t crc = crc_of(bytes, bytes.size());
  bytes.append(reinterpret_cast<const char*>(&crc), sizeof(crc));
  traces::replace_file(path, bytes, traces::Durability::disk);
}

void load_checkpoint(const std::string& path, Trainer& trainer) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  std::ostringstream content;
  content << file.rdbuf();
  const std::string bytes = content.str();

  const std::size_t line_end = bytes.find('\n');
  const nlohmann::json head = line_end == std::string::npos
                                  ? nlohmann::json()
                                  : nlohmann::json::parse(bytes.substr(0, line_end), nullptr, false);
  if (!head.is_object() || head.value("format", "") != kFormat) {
    throw InputError(path + ":1", "expected the first line of a skipgrid checkpoint");
  }
  if (head.value("version", 0) != kVersion) {
    throw InputError(path + ":1: version", fmt::format("expected {}, got {}", kVersion, head.value("version", 0)));
  }
  std::uint32_t stored = 0;
  const bool long_enough = bytes.size() > line_end + sizeof(stored);
  if (long_enough) std::memcpy(&stored, bytes.data() + bytes.size() - sizeof(stored), sizeof(stored));
  if (!long_enough || crc_of(bytes, bytes.size() - sizeof(stored)) != stored) {
    throw InputError(path, "is damaged: its checksum is wrong");
  }
  const nlohmann::json expected = identity_of(trainer.config());
  if (const nlohmann::json& saved = head.at("config"); saved != expected) {
    const nlohmann::json difference = nlohmann::json::diff(saved, expected).at(0);
    throw InputError(path, fmt::format("was saved with another configuration: {} differs",
                                       difference.at("path").get<std::string>()));
  }
  if (head.at("text") != trainer.data_checksum()) throw InputError(path, "was saved with another text");

  std::size_t at = line_end + 1;
  for (const Tensor<float>& tensor : trainer.memory()) {
    if (at + bytes_of(tensor) + sizeof(stored) > bytes.size()) throw InputError(path, "is too short for its model");
    std::memcpy(tensor.data, bytes.data() + at, bytes_of(tensor));
    at += bytes_of(tensor);
  }
  trainer.set_position(position_from_json(head.at("position")));
}

}  // namespace skipgrid::models
