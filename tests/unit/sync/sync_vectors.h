#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "forged_object.h"
#include "space_fixture.h"
#include "sync/head.h"

namespace holdall::sync {

// What a vector is an object of: its name in the file, and how it is opened, with its content as
// JSON.
struct VectorKind {
  std::string_view name;
  std::function<Result<std::string>(ByteView)> open;
};

// The vectors of docs/sync-format.md: objects of two devices of a space, or of somebody who has
// their keys, with what is in them, and such as every reader must refuse, with the reason.
class SyncVectors {
 public:
  SyncVectors();

  [[nodiscard]] std::string json();

 private:
  void add(const VectorKind& kind, std::string_view what, const Bytes& object);
  void refuse(const VectorKind& kind, std::string_view what, const Bytes& object, ErrorCode why);
  // What `change` made of a good object, signed by the founder.
  void refuse_forged(const VectorKind& kind, std::string_view what, const ForgedObject& good,
                     ErrorCode why, const std::function<void(ForgedObject&)>& change);
  Bytes made(const ForgedObject& forgery);
  ForgedObject forged(const ObjectKind& kind, const Bytes& object);

  ObjectHash hash();
  DeviceName device();
  FileRef file();
  change::VersionVector vector(int streams);

  void add_spaces();
  void add_introductions();
  void add_heads();
  void add_indexes();
  void add_parcels();
  void refuse_changed(const VectorKind& kind, const Bytes& good);
  void refuse_frames(const VectorKind& kind, const ForgedObject& good);
  void refuse_sealed(const VectorKind& kind, const ForgedObject& good);
  void refuse_spaces(const ForgedObject& good);
  void refuse_introductions(const ForgedObject& good);
  void refuse_heads(const ForgedObject& good);
  void refuse_indexes(const ForgedObject& good);
  void refuse_parcels(const Bytes& good);

  native::SeededRandomness randomness_{2027};
  Space founder_;
  Secret seed_;  // of the invitation by which the other one came
  Space joiner_;
  VectorKind space_;
  VectorKind introduction_;
  VectorKind head_;
  VectorKind index_;
  VectorKind parcel_;
  std::vector<std::string> good_;
  std::vector<std::string> refused_;
};

}  // namespace holdall::sync
