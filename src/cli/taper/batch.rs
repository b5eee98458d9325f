//! `stepdown taper --batch`: raw requests to the engine, one JSON object a line.
//!
//! No product, no suitability, no rounding of what was asked: the arithmetic
//! alone, for tests, research and other programs. A line that cannot be answered
//! gets an answer that says why, and the run goes on.

use std::io::{self, BufRead as _, BufReader, Read, Write};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use stepdown_taper::{BasisPoints, Day, Method, Plan, Request, Split, Ticks, Window};

/// How many lines are answered together at most, on all threads.
const CHUNK: usize = 4_096;

/// How much is asked of the input at once, in bytes: some thousand lines.
const BUFFER: usize = 1 << 20;

/// A request as written. Amounts are in ticks, shares in basis points.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    method: Name,
    start: u32,
    grid: u32,
    #[serde(default)]
    jump_off: u32,
    #[serde(default)]
    target: u32,
    #[serde(default = "default_step")]
    step: u16,
    #[serde(default = "default_cap")]
    cap: u16,
    #[serde(default = "default_hold")]
    hold: u32,
    #[serde(default = "one")]
    hold_quantum: u32,
    #[serde(default = "default_factor")]
    hold_max_factor: u32,
    fixed: Option<u32>,
    #[serde(default = "default_knee")]
    knee: u16,
    steps: Option<u32>,
    ed50: Option<u32>,
    #[serde(default = "default_rows")]
    max_rows: u32,
    start_date: Option<String>,
    weights: Option<Vec<u32>>,
    window_days: Option<u32>,
    window_cap: Option<u16>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    PercentOfPresent,
    PercentOfStart,
    FixedAmount,
    TwoPart,
    Linear,
    Hyperbolic,
}

fn default_step() -> u16 {
    1_000
}

fn default_cap() -> u16 {
    2_500
}

fn default_hold() -> u32 {
    7
}

fn one() -> u32 {
    1
}

fn default_factor() -> u32 {
    4
}

fn default_knee() -> u16 {
    3_000
}

fn default_rows() -> u32 {
    600
}

#[derive(Debug, Serialize)]
struct Answer {
    status: &'static str,
    rows: Vec<AnswerRow>,
    days: u64,
    product: u64,
}

#[derive(Debug, Serialize)]
struct AnswerRow {
    dose: u32,
    hold: u32,
    cut: u32,
    flags: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<Vec<u32>>,
}

#[derive(Debug, Serialize)]
struct Failure {
    error: String,
}

/// What ended a run before its input did.
#[derive(Debug)]
pub(super) enum Broken {
    /// The requests could not be read.
    Input(io::Error),
    /// The answers could not be written.
    Output(io::Error),
}

/// Answers every line of `input`; whether all could be answered. Whoever sends one line
/// and waits gets its answer: lines are answered together only if they came together.
pub(super) fn run(input: impl Read, mut output: impl Write) -> Result<bool, Broken> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let mut all_answered = true;
    loop {
        let lines = lines_there(&mut input).map_err(Broken::Input)?;
        if lines.is_empty() {
            return Ok(all_answered);
        }
        let answers: Vec<(Vec<u8>, bool)> = lines.par_iter().map(|line| answer(line)).collect();
        for (text, is_answered) in answers {
            all_answered &= is_answered;
            output.write_all(&text).map_err(Broken::Output)?;
        }
        output.flush().map_err(Broken::Output)?;
    }
}

/// The next line, waiting for it, and those that have come with it; none at the end.
fn lines_there<R: Read>(input: &mut BufReader<R>) -> io::Result<Vec<Vec<u8>>> {
    let mut lines = Vec::new();
    while lines.len() < CHUNK && (lines.is_empty() || input.buffer().contains(&b'\n')) {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        line.pop_if(|last| *last == b'\n');
        lines.push(line);
    }
    Ok(lines)
}

/// The answer to one line, with its line end, and whether it is one and no error.
#[must_use]
pub fn answer(line: &[u8]) -> (Vec<u8>, bool) {
    // serde would take a bare list for one, by the order of its fields.
    let result = match line.trim_ascii_start().starts_with(b"[") {
        true => Err("a request is an object: `{\"method\": …}`".to_owned()),
        false => serde_json::from_slice::<Raw>(line).map_err(|error| error.to_string()),
    };
    let result = result.and_then(|raw| plan(&raw));
    let written = match &result {
        Ok(answer) => serde_json::to_vec(answer),
        Err(error) => serde_json::to_vec(&Failure {
            error: error.clone(),
        }),
    };
    // Numbers and text always have a form in JSON.
    let mut text = written.unwrap_or_else(|_| b"{\"error\":\"no answer\"}".to_vec());
    text.push(b'\n');
    (text, result.is_ok())
}

fn plan(raw: &Raw) -> Result<Answer, String> {
    let request = request(raw)?;
    let plan = request.plan().map_err(|refusal| refusal.to_string())?;
    let split = raw
        .weights
        .as_ref()
        .map(|weights| {
            let present = weights
                .iter()
                .map(|weight| ticks("weights", *weight))
                .collect::<Result<Vec<_>, _>>()?;
            Split::new(&plan, &present).map_err(|refusal| refusal.to_string())
        })
        .transpose()?;
    let start = raw
        .start_date
        .as_ref()
        .map(|text| text.parse::<Day>())
        .transpose()
        .map_err(|_| "`start_date` must be a date such as 2026-11-24".to_owned())?;
    Ok(Answer {
        status: plan.status().name(),
        rows: rows(&plan, split.as_ref(), start)?,
        days: plan.days(),
        product: plan.product(),
    })
}

fn rows(plan: &Plan, split: Option<&Split>, start: Option<Day>) -> Result<Vec<AnswerRow>, String> {
    let mut begins = 0;
    let mut rows = Vec::with_capacity(plan.rows().len());
    for (n, row) in plan.rows().iter().enumerate() {
        let date = start
            .map(|start| {
                let day = start.plus(begins);
                day.map(|day| day.to_string())
                    .ok_or_else(|| "the plan goes beyond the year 9999".to_owned())
            })
            .transpose()?;
        rows.push(AnswerRow {
            dose: row.dose().get(),
            hold: row.hold(),
            cut: row.cut().get(),
            flags: row.flags().names().collect(),
            date,
            split: split.map(|split| split.rows()[n].iter().map(|t| t.get()).collect()),
        });
        begins += row.hold();
    }
    Ok(rows)
}

fn request(raw: &Raw) -> Result<Request, String> {
    let needed =
        |name: &str, value: Option<u32>| value.ok_or_else(|| format!("this method needs `{name}`"));
    let step = share("step", raw.step)?;
    let method = match raw.method {
        Name::PercentOfPresent => Method::PercentOfPresent { step },
        Name::PercentOfStart => Method::PercentOfStart { step },
        Name::FixedAmount => Method::FixedAmount {
            amount: ticks("fixed", needed("fixed", raw.fixed)?)?,
        },
        Name::TwoPart => Method::TwoPart {
            step,
            knee: share("knee", raw.knee)?,
        },
        Name::Linear => Method::Linear {
            steps: needed("steps", raw.steps)?,
        },
        Name::Hyperbolic => Method::Hyperbolic {
            steps: needed("steps", raw.steps)?,
            ed50: ticks("ed50", needed("ed50", raw.ed50)?)?,
        },
    };
    let window = match (raw.window_days, raw.window_cap) {
        (None | Some(0), None | Some(0)) | (Some(0), _) | (_, Some(0)) => None,
        (Some(days), Some(cap)) => Some(Window {
            days,
            cap: share("window_cap", cap)?,
        }),
        // Half a window would hold nothing back, and nobody would know.
        (Some(_), None) => return Err("`window_days` needs `window_cap`".to_owned()),
        (None, Some(_)) => return Err("`window_cap` needs `window_days`".to_owned()),
    };
    Ok(Request {
        method,
        start: ticks("start", raw.start)?,
        target: ticks("target", raw.target)?,
        jump_off: ticks("jump_off", raw.jump_off)?,
        grid: ticks("grid", raw.grid)?,
        cap: share("cap", raw.cap)?,
        window,
        hold: raw.hold,
        hold_quantum: raw.hold_quantum,
        hold_max_factor: raw.hold_max_factor,
        max_rows: raw.max_rows,
    })
}

fn ticks(name: &str, value: u32) -> Result<Ticks, String> {
    Ticks::new(value).ok_or_else(|| format!("`{name}` must be at most {} ticks", Ticks::MAX))
}

fn share(name: &str, value: u16) -> Result<BasisPoints, String> {
    BasisPoints::new(value).ok_or_else(|| {
        format!(
            "`{name}` must be at most {} basis points",
            BasisPoints::WHOLE
        )
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use serde_json::{Value, json};

    use super::*;

    fn answers(input: &str) -> (Vec<Value>, bool) {
        let mut output = Vec::new();
        let all = run(input.as_bytes(), &mut output).expect("no disk is involved");
        let lines = std::str::from_utf8(&output).expect("UTF-8").lines();
        (
            lines
                .map(|line| serde_json::from_str(line).expect("JSON"))
                .collect(),
            all,
        )
    }

    #[test]
    fn the_first_case_of_the_specification() {
        let (answers, all) = answers(
            r#"{"method":"percent_of_present","start":20000,"grid":100,"jump_off":1000,"target":0,"step":1000,"cap":2500,"hold":7,"hold_quantum":1,"hold_max_factor":4}"#,
        );
        assert!(all);
        assert_eq!(answers[0]["status"], "ok");
        assert_eq!(answers[0]["days"], 238);
        assert_eq!(
            answers[0]["rows"][1],
            json!({"dose": 18000, "hold": 7, "cut": 2000, "flags": []})
        );
        assert_eq!(answers[0]["rows"][34]["flags"], json!(["stop"]));
    }

    #[test]
    fn a_line_that_cannot_be_answered_says_why_and_the_run_goes_on() {
        let (answers, all) = answers(concat!(
            "{\"method\":\"linear\",\"start\":1000,\"grid\":100}\n",
            "{\"method\":\"percent_of_present\",\"start\":1000,\"grid\":100,\"pace\":1}\n",
            "{\"method\":\"percent_of_present\",\"start\":600000,\"grid\":100}\n",
            "{\"method\":\"percent_of_present\",\"start\":1000,\"grid\":100,\"hold\":6}\n",
            "no json\n",
            "[\"percent_of_present\",1000,100]\n",
            "\n",
            "{\"method\":\"percent_of_present\",\"start\":-1,\"grid\":100}\n",
            "{\"method\":\"percent_of_present\",\"start\":1000,\"grid\":100,\"start_date\":\"2026-02-30\"}\n",
            "{\"method\":\"percent_of_present\",\"start\":1000,\"grid\":100}\n",
        ));
        assert!(!all);
        assert_eq!(answers.len(), 10);
        assert!(
            answers[..9].iter().all(|a| a["error"].is_string()),
            "{answers:?}"
        );
        assert_eq!(answers[0]["error"], "this method needs `steps`");
        assert_eq!(answers[9]["status"], "ok");
    }

    #[test]
    fn half_a_window_is_refused_and_a_window_of_nothing_is_none() {
        let status = |fields: &str| {
            let line = format!(
                "{{\"method\":\"percent_of_present\",\"start\":1000,\"grid\":100{fields}}}"
            );
            let (answers, _) = answers(&line);
            let answer = answers[0].get("error").unwrap_or(&answers[0]["status"]);
            answer.as_str().expect("words").to_owned()
        };
        assert_eq!(status(",\"window_days\":28,\"window_cap\":3000"), "ok");
        assert_eq!(
            status(",\"window_days\":28"),
            "`window_days` needs `window_cap`"
        );
        assert_eq!(
            status(",\"window_cap\":3000"),
            "`window_cap` needs `window_days`"
        );
        for off in [
            "",
            ",\"window_days\":0",
            ",\"window_cap\":0",
            ",\"window_days\":0,\"window_cap\":3000",
            ",\"window_days\":28,\"window_cap\":0",
        ] {
            assert_eq!(status(off), "ok", "{off}");
        }
    }

    #[test]
    fn dates_and_divisions_are_added_where_they_are_asked_for() {
        let (answers, _) = answers(
            r#"{"method":"fixed_amount","fixed":2000,"start":20000,"grid":100,"hold":14,"cap":10000,"start_date":"2028-02-22","weights":[10000,6000,4000]}"#,
        );
        let row = &answers[0]["rows"][1];
        assert_eq!(row["date"], "2028-03-07");
        assert_eq!(row["split"], json!([9000, 5400, 3600]));
    }

    const LINE: &[u8] =
        b"{\"method\":\"percent_of_present\",\"start\":10000,\"grid\":100,\"jump_off\":1000}";

    /// Gives a part of a line at each read, and ends where nobody sends any more.
    struct Sent(mpsc::Receiver<Vec<u8>>);

    impl Read for Sent {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let part = self.0.recv().unwrap_or_default();
            buffer[..part.len()].copy_from_slice(&part);
            Ok(part.len())
        }
    }

    struct Answers(mpsc::Sender<Vec<u8>>);

    impl Write for Answers {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_answered_before_the_next_one_comes() {
        let (sender, sent) = mpsc::channel();
        let (answers, answered) = mpsc::channel();
        let batch = std::thread::spawn(move || run(Sent(sent), Answers(answers)));
        let expected = answer(LINE).0;
        let (start, end) = LINE.split_at(20);
        for _ in 0..2 {
            sender.send(start.to_vec()).expect("it listens");
            sender.send([end, b"\n"].concat()).expect("it listens");
            assert_eq!(answered.recv().expect("an answer"), expected);
        }
        // The last line has no end.
        sender.send(LINE.to_vec()).expect("it listens");
        drop(sender);
        assert_eq!(answered.recv().expect("an answer"), expected);
        assert!(batch.join().expect("no panic").expect("no error"));
    }

    #[test]
    fn the_side_that_fails_is_the_one_that_is_named() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        struct Lost;
        impl Read for Lost {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        assert!(matches!(run(LINE, Full), Err(Broken::Output(_))));
        // What is kept back to be written together fails as well.
        let kept_back = io::BufWriter::new(Full);
        assert!(matches!(run(LINE, kept_back), Err(Broken::Output(_))));
        assert!(matches!(run(Lost, Vec::new()), Err(Broken::Input(_))));
    }

    #[test]
    fn many_lines_are_answered_in_order() {
        let count = 2 * CHUNK + 3;
        let text: Vec<u8> = (0..count)
            .flat_map(|n| {
                let line = format!("{{\"method\":\"linear\",\"start\":{n},\"grid\":1}}\n");
                line.into_bytes()
            })
            .collect();
        let mut output = Vec::new();
        assert!(!run(&text[..], &mut output).expect("no error"));
        let expected: Vec<u8> = text
            .split_inclusive(|byte| *byte == b'\n')
            .flat_map(|line| answer(line).0)
            .collect();
        assert_eq!(output, expected);
    }
}
