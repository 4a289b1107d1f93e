-- Write every schema, table and view of the attached file `holed` into the empty file `packed`.
COPY FROM DATABASE holed TO packed;
