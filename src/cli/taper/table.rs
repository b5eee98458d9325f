//! A plan as columns for a terminal.

/// A CSV as columns for a terminal, from the same text that a spreadsheet gets, but for its
/// last columns: the plan's name and the warnings stand once, around the table.
pub(super) fn table(csv: &str, decimal: char) -> String {
    let separator = if decimal == ',' { ';' } else { ',' };
    let mut rows: Vec<Vec<String>> = csv.lines().map(|line| cells(line, separator)).collect();
    rows.iter_mut()
        .for_each(|row| row.truncate(row.len().saturating_sub(2)));
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The cells of one record, which holds no line end.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_cell_is_one_cell() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",d", ','), ["a", "b, \"c\"", "d"]);
        assert_eq!(table("a,b,x,\nlong,c,y,z\n", '.'), "a     b\nlong  c\n");
    }
}
