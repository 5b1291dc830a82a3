#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "app/workspace.h"
#include "exchange/imported_deal.h"
#include "store/import_batch.h"

namespace holdall::app {

// Writes proposed deals as records of one import: finds or makes their stages, organisations and
// people.
class DealImporter {
 public:
  DealImporter(store::Store& store, store::Import import) : store_(store), import_(import) {}

  // Makes a pipeline of its own with these stages, in this order; a file that names none gets one
  // stage of the given name.
  [[nodiscard]] Status create_pipeline(const std::string& name,
                                       std::span<const std::string> stage_names,
                                       const std::string& default_stage_name);
  // Uses a pipeline that is there and adds the stages that it lacks behind its own; if there would
  // be none, one of the given name.
  [[nodiscard]] Status use_pipeline(RecordId pipeline, std::span<const std::string> stage_names,
                                    const std::string& default_stage_name, i18n::Locale locale);
  [[nodiscard]] RecordId pipeline() const { return pipeline_; }

  // Writes one deal within the slice.
  [[nodiscard]] Status write(store::CommandWriter& writer, const exchange::ImportedDeal& deal);

 private:
  struct StageSlot {
    RecordId id;
    Bytes last_position;
  };
  using Names = std::unordered_map<std::string, RecordId>;

  [[nodiscard]] Status create_stages(store::CommandWriter& writer,
                                     std::span<const std::string> names, ByteView behind);
  // The record of this name: one that is there, one that this import made, or a new one.
  [[nodiscard]] Result<RecordId> link(store::CommandWriter& writer, model::RecordKind kind,
                                      model::FieldNumber name_field, const std::string& name);
  [[nodiscard]] StageSlot& slot_for(const exchange::ImportedDeal& deal);

  store::Store& store_;
  store::Import import_;
  RecordId pipeline_;
  std::unordered_map<std::string, StageSlot> stages_;
  std::string first_stage_;
  std::string last_stage_;
  Names organisations_;
  Names people_;
};

}  // namespace holdall::app
