CREATE TABLE schema_version (
  version int NOT NULL PRIMARY KEY,
  applied_at datetimeoffset NOT NULL DEFAULT sysdatetimeoffset()
);
