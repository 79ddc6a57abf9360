import Crypto
import Foundation
import Shared

/// The table of access tokens. A token itself is known to the device alone; here lies its SHA-256.
struct AccessTokens {
  static let table = """
    CREATE TABLE access_token (
      digest TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES person (account) ON DELETE CASCADE,
      last_used BIGINT NOT NULL
    );
    CREATE INDEX access_token_by_account ON access_token (account);
    CREATE INDEX access_token_by_use ON access_token (last_used);
    """
  /// How exactly a last use is known: to this part of the time that a token may lie idle. That is a day of 90; when
  /// somebody last looked at their avatars is not our business, and most uses need no write.
  private static let parts = 90

  let database: Database
  let idleMax: Duration

  func add(_ token: AccessToken, of account: Account.ID, now: Moment) throws {
    try database.run(
      "INSERT INTO access_token (digest, account, last_used) VALUES (?, ?, ?)", Self.digest(token), account,
      coarse(now))
  }

  /// Whose it is, if it is valid; its idle time begins anew.
  func use(_ token: AccessToken, now: Moment) throws -> Account.ID? {
    let digest = Self.digest(token)
    guard let row = try database.row("SELECT account, last_used FROM access_token WHERE digest = ?", digest),
      try row.moment("last_used") > now - idleMax
    else { return nil }
    if try row.moment("last_used") < coarse(now) {
      try database.run("UPDATE access_token SET last_used = ? WHERE digest = ?", coarse(now), digest)
    }
    return try row.identifier("account")
  }

  func delete(_ token: AccessToken) throws {
    try database.run("DELETE FROM access_token WHERE digest = ?", Self.digest(token))
  }

  func deleteExpired(now: Moment) throws {
    try database.run("DELETE FROM access_token WHERE last_used <= ?", now - idleMax)
  }

  private func coarse(_ moment: Moment) -> Moment {
    let step = max(1, idleMax.milliseconds / Int64(Self.parts))
    return Moment(milliseconds: moment.milliseconds / step * step)
  }

  private static func digest(_ token: AccessToken) -> String {
    Hex.encode(SHA256.hash(data: Data(token.revealed.utf8)))
  }
}
