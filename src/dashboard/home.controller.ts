import { Controller, Get, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { NameCorrections } from '../certificates/corrections/name-corrections.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Public } from '../platform/web/public.decorator.js';
import { view } from '../platform/web/responses.js';
import { Home } from './home.service.js';
import { homePage } from './home.views.js';

@Controller()
export class HomeController {
  constructor(
    private readonly home: Home,
    private readonly corrections: NameCorrections,
    private readonly clock: Clock,
  ) {}

  @Public()
  @Get()
  async show(@Req() { viewer }: FastifyRequest) {
    const cohorts = await this.home.cohorts(viewer?.id ?? null);
    const corrections = viewer?.administrator === true ? await this.corrections.countOpen() : 0;
    return view('dashboard/home', homePage(cohorts, viewer, corrections, this.clock.now()));
  }
}
