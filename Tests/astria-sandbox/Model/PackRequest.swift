/// What a customer asks for with `POST /p/:pack/tunes`, checked: the pack's prompts, on a new tune or on tunes that are
/// there already.
struct PackRequest: Sendable {
  let pack: Pack
  let promptsCallback: String?
  /// The tunes to run the prompts on; none: train one.
  let tunes: [Int]
  private let fields: [String: FormTree]

  init(_ form: FormTree, _ pack: Pack) throws(Rejection) {
    guard let tune = form["tune"], case .fields(let fields) = tune else { throw .badRequest("Bad Request") }
    self.pack = pack
    self.fields = fields
    promptsCallback = fields["prompts_callback"]?.text
    tunes = try Self.numbers("tune_ids", in: fields)
    var complaints = Complaints()
    complaints.require(promptsCallback.map(CallbackAddress.isValid) ?? true, "prompts_callback", "is invalid")
    try complaints.check()
  }

  /// A training with the prompts after it. No source says that `branch=fast` is honoured here: it is not.
  func training(downloaded: [UploadedFile]) throws(Rejection) -> TuneRequest {
    var tune = fields
    tune["branch"] = nil
    tune["base_tune_id"] = .text(String(Pack.baseTune))
    tune["model_type"] = .text(Pack.modelType)
    tune["prompts_attributes"] = .list(try prompts(for: fields["name"]?.text ?? ""))
    return try TuneRequest(.fields(["tune": .fields(tune)]), downloaded: downloaded)
  }

  /// Those for a class of person, with what the customer wants otherwise.
  func prompts(for name: String) throws(Rejection) -> [FormTree] {
    guard let offer = pack.offers[name] else { throw .unprocessable(["name": ["is not included in the list"]]) }
    let wanted = try Self.numbers("prompt_ids", in: fields)
    var changes: [String: FormTree] = [:]
    if case .fields(let given)? = fields["prompt_attributes"] { changes = given }
    return offer.prompts.filter { wanted.isEmpty || wanted.contains($0.id) }.map { prompt in
      .fields(
        ["text": .text(prompt.text), "num_images": .text(String(prompt.imageCount))].merging(changes) { $1 })
    }
  }

  private static func numbers(_ name: String, in fields: [String: FormTree]) throws(Rejection) -> [Int] {
    let items = fields[name]?.items ?? []
    let numbers = items.compactMap { $0.text.flatMap { Int($0) } }
    guard numbers.count == items.count else { throw .unprocessable([name: ["is invalid"]]) }
    return numbers
  }
}
