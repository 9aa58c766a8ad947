#include "models/training/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "models/training/training_json.h"
#include "traces/files/checksum.h"
#include "traces/files/file_stream.h"
#include "traces/input_error.h"
#include "traces/json/json_reader.h"

namespace skipgrid::models {

namespace {

// A line of JSON, the values of Trainer::memory() as they lie in memory, and the CRC-32 of all of it.
constexpr const char* kFormat = "skipgrid-checkpoint";
constexpr int kVersion = 1;
constexpr std::size_t kChecksumBytes = sizeof(std::uint32_t);
constexpr std::size_t kMostHead = std::size_t{64} << 20;          // room for the curve of a hundred thousand epochs
constexpr std::size_t kMostBesideModel = std::size_t{256} << 20;  // as a checkpoint of a somewhat larger model has

std::uint32_t crc_of(const std::string& bytes, std::size_t count) {
  traces::Crc32 crc;
  crc.add(std::string_view(bytes).substr(0, count));
  return crc.value();
}

std::size_t bytes_of(const Tensor<float>& tensor) {
  return static_cast<std::size_t>(tensor.elements()) * sizeof(float);
}

std::size_t bytes_of(const std::vector<Tensor<float>>& memory) {
  std::size_t bytes = 0;
  for (const Tensor<float>& tensor : memory) bytes += bytes_of(tensor);
  return bytes;
}

/// The whole file. What is far longer than a checkpoint of this model is not read to its end.
std::string read_checkpoint(const std::string& path, std::size_t model_bytes) {
  const std::size_t most = model_bytes + kMostBesideModel;
  traces::FileSource file(path);
  std::string bytes;
  std::vector<char> chunk(std::size_t{1} << 16);
  while (const std::size_t count = file.read(chunk.data(), chunk.size())) {
    bytes.append(chunk.data(), count);
    if (bytes.size() > most)
      throw InputError(path, fmt::format("longer than {} bytes, which its model can take", most));
    if (bytes.size() > kMostHead && bytes.find('\n') > kMostHead) {
      throw InputError(path + ":1", fmt::format("longer than {} bytes", kMostHead));
    }
  }
  return bytes;
}

nlohmann::json head_of(const std::string& path, const std::string& line) {
  nlohmann::json head = nlohmann::json::parse(line, nullptr, false);
  const auto is = [&](const char* key, const nlohmann::json& value) {
    return head.is_object() && head.contains(key) && head[key] == value;
  };
  if (!is("format", kFormat)) throw InputError(path + ":1", "expected the first line of a skipgrid checkpoint");
  if (!is("version", kVersion)) {
    throw InputError(path + ":1: version", fmt::format("expected {}, got {}", kVersion,
                                                       head.contains("version") ? brief(head["version"]) : "nothing"));
  }
  return head;
}

void check_sum(const std::string& path, const std::string& bytes) {
  std::uint32_t stored = 0;
  const bool long_enough = bytes.size() > kChecksumBytes;
  if (long_enough) std::memcpy(&stored, bytes.data() + bytes.size() - kChecksumBytes, kChecksumBytes);
  if (!long_enough || crc_of(bytes, bytes.size() - kChecksumBytes) != stored) {
    throw InputError(path, "is damaged: its checksum is wrong");
  }
}

void check_identity(const std::string& path, const nlohmann::json& head, const Trainer& trainer) {
  const nlohmann::json expected = identity_of(trainer.config()), saved = head.value("config", nlohmann::json());
  if (saved != expected) {
    const nlohmann::json difference = nlohmann::json::diff(saved, expected).at(0);
    throw InputError(path, fmt::format("was saved with another configuration: {} differs",
                                       difference.at("path").get<std::string>()));
  }
  if (head.value("text", nlohmann::json()) != trainer.data_checksum()) {
    throw InputError(path, "was saved with another text");
  }
}

}  // namespace

void save_checkpoint(const std::string& path, const Trainer& trainer) {
  trainer.check_memory();
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
  const std::string bytes = read_checkpoint(path, bytes_of(trainer.memory()));
  const std::size_t line_end = bytes.find('\n');
  const nlohmann::json head = head_of(path, bytes.substr(0, line_end));
  check_sum(path, bytes);
  check_identity(path, head, trainer);
  const TrainingPosition position =
      position_from_json(head.value("position", nlohmann::json()), path + ": position", trainer.iterations_per_epoch());

  std::size_t at = line_end + 1;
  const std::size_t expected = at + bytes_of(trainer.memory()) + kChecksumBytes;
  if (bytes.size() != expected) {
    throw InputError(path, fmt::format("expected {} bytes, which its model takes, got {}", expected, bytes.size()));
  }
  for (const Tensor<float>& tensor : trainer.memory()) {
    std::memcpy(tensor.data, bytes.data() + at, bytes_of(tensor));
    at += bytes_of(tensor);
  }
  trainer.set_position(position);
}

}  // namespace skipgrid::models
