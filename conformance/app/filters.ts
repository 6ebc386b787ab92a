export class BookFilter {}
