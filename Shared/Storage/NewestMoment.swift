/// The newest moment at which this process did anything: a clock that shows less after a restart was set back.
struct NewestMoment {
  static let table = "CREATE TABLE newest_moment (id BIGINT PRIMARY KEY, moment BIGINT NOT NULL);"
  /// While nothing changes it is noted down so often.
  static let interval = Duration.seconds(60)

  let database: Database

  func find() throws -> Moment? {
    try database.row("SELECT moment FROM newest_moment WHERE id = 1")?.moment("moment")
  }

  func note(_ now: Moment) throws {
    try database.run(
      "INSERT INTO newest_moment (id, moment) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET moment = excluded.moment",
      now)
  }
}
